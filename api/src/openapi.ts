import { z } from "zod";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of the whole API, from the same table that the server mounts. */
export function openApiDocument({ version, url }: { version: string; url?: string }): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const [noun, verbs] of Object.entries(routes)) {
    for (const [verb, route] of Object.entries(verbs as Record<string, Route>)) {
      const path = (paths[route.path] ??= {});
      path[route.method] = operation(`${noun}.${verb}`, route, components);
    }
  }
  components.use(Problem, "output");
  return {
    openapi: "3.1.0",
    info: {
      title: "Taskwright",
      version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description:
        "Ids are numbers, times are ISO 8601 in UTC, lists are pages: send `nextCursor` back as `cursor`. Errors are RFC 9457 problems with a stable `code`.",
    },
    servers: [{ url: `${url ?? ""}/api/v1` }],
    tags: [...new Set(allRoutes().map((route) => route.tag))].map((name) => ({ name })),
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      schemas: components.schemas,
      responses: {
        Problem: {
          description: "Why not",
          content: { "application/problem+json": { schema: { $ref: `${PLACE}Problem` } } },
        },
      },
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key: tw_…" },
        session: { type: "apiKey", in: "cookie", name: "taskwright_session" },
      },
    },
  };
}

export function allRoutes(): Route[] {
  return Object.values(routes).flatMap((verbs) => Object.values(verbs) as Route[]);
}

const PLACE = "#/components/schemas/";

function operation(operationId: string, route: Route, components: Components): Json {
  return {
    operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.action === "public" ? { security: [] } : { "x-action": route.action }),
    parameters: [
      ...parameters(route.params, "path", components),
      ...parameters(route.query, "query", components),
      ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
      ...(route.replyType === "text/event-stream" ? [LAST_EVENT_ID] : []),
    ],
    ...requestBody(route, components),
    responses: {
      [String(route.status ?? (route.reply || route.replyType ? 200 : 204))]: response(route, components),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

const IDEMPOTENCY_KEY: Json = {
  name: "Idempotency-Key",
  in: "header",
  description: "A repetition with the same key gets the first answer; nothing is done twice. Kept for 24 hours.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

const LAST_EVENT_ID: Json = {
  name: "Last-Event-ID",
  in: "header",
  description: "Go on after this event",
  schema: { type: "string", pattern: "^\\d+-\\d+$" },
};

function parameters(schema: z.ZodType | undefined, place: "path" | "query", components: Components): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = components.use(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    ...(place === "path" || required.includes(name) ? { required: true } : {}),
    ...(description ? { description } : {}),
    schema: rest,
  }));
}

function requestBody(route: Route, components: Components): Json {
  const content: Record<string, Json> = {};
  if (route.body) content["application/json"] = { schema: components.use(route.body, "input") };
  for (const type of route.bodyTypes ?? []) content[type] = { schema: BODY_SCHEMAS[type] ?? { type: "string" } };
  return Object.keys(content).length === 0 ? {} : { requestBody: { required: true, content } };
}

const BODY_SCHEMAS: Record<string, Json> = {
  "multipart/form-data": {
    type: "object",
    properties: { file: { type: "string", contentMediaType: "application/octet-stream" }, path: { type: "string" } },
    required: ["file"],
  },
  "application/octet-stream": { type: "string", contentMediaType: "application/octet-stream" },
};

function response(route: Route, components: Components): Json {
  const description = route.status === 201 ? "Created" : route.status === 202 ? "Accepted" : "Done";
  if (route.replyType) return { description, content: { [route.replyType]: { schema: { type: "string" } } } };
  if (!route.reply) return { description };
  return { description, content: { "application/json": { schema: components.use(route.reply, "output") } } };
}

type Direction = "input" | "output";

/** Schemas that have a name are said once, under it, and referred to. */
class Components {
  schemas: Record<string, Json> = {};

  use(schema: z.ZodType, direction: Direction): Json {
    const {
      $schema: _,
      $defs,
      ...own
    } = z.toJSONSchema(schema, { io: direction, override: tidy(direction) }) as {
      $schema?: string;
      $defs?: Record<string, Json>;
    };
    for (const [name, definition] of Object.entries($defs ?? {})) this.#add(name, movedRefs(definition));
    return movedRefs(own) as Json;
  }

  #add(name: string, definition: unknown): void {
    const { id: _, ...schema } = definition as Json;
    const known = this.schemas[name];
    const isSame = !known || JSON.stringify(known) === JSON.stringify(schema);
    // The same in a request and in a reply, but for the fields that it may not have: those of replies are open.
    if (!isSame && JSON.stringify(open(known)) !== JSON.stringify(open(schema))) {
      throw new Error(`two different schemas are called "${name}"`);
    }
    this.schemas[name] = isSame ? schema : open(schema);
  }
}

/** Without "nothing else", at any depth: see tidy. */
function open<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(open) as T;
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => key !== "additionalProperties" || value !== false);
  return Object.fromEntries(entries.map(([key, value]) => [key, open(value)])) as T;
}

function tidy(direction: Direction) {
  return ({ jsonSchema }: { jsonSchema: Json }) => {
    // Replies may get more fields later; who reads them must not refuse those.
    if (direction === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    // The format says it; the pattern is 300 characters of the same.
    if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  };
}

function movedRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(movedRefs);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === "$ref" && typeof inner === "string" ? [key, inner.replace("#/$defs/", PLACE)] : [key, movedRefs(inner)],
    ),
  );
}
