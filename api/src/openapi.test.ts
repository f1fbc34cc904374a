import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { allRoutes, openApiDocument } from "./openapi.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- a JSON document, walked freely
type Json = any;

const document: Json = JSON.parse(
  JSON.stringify(openApiDocument({ version: "1.2.3", url: "https://tasks.example.org" })),
);

test("every route is in it, once, with its parameters, body, reply and errors", () => {
  const operations = Object.values<Json>(document.paths).flatMap((path) => Object.values<Json>(path));
  expect(operations).toHaveLength(allRoutes().length);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const route of allRoutes()) {
    const operation = document.paths[route.path][route.method];
    const names = operation.parameters.filter((each: Json) => each.in === "path").map((each: Json) => each.name);
    expect(names).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(Object.keys(operation.requestBody?.content ?? {})).toEqual([
      ...(route.body ? ["application/json"] : []),
      ...(route.bodyTypes ?? []),
    ]);
    const status = String(route.status ?? 200);
    expect(Object.keys(operation.responses)).toEqual([status, "default"]);
    const content = Object.keys(operation.responses[status].content ?? {});
    expect(content).toEqual(route.replyType ? [route.replyType] : route.reply ? ["application/json"] : []);
    expect(operation.security).toEqual(route.action === "public" ? [] : undefined);
    const takesKey = operation.parameters.some(({ name }: Json) => name === "Idempotency-Key");
    expect(takesKey).toBe(route.idempotent === true);
  }
});

test("no two routes share method and address", () => {
  const addresses = allRoutes().map((route) => `${route.method} ${route.path.replace(/\{\w+\}/g, "{}")}`);
  expect(addresses.filter((each, index) => addresses.indexOf(each) !== index)).toEqual([]);
});

test("every reference leads to a schema, and every named schema says something", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!);
  expect(references.length).toBeGreaterThan(50);
  for (const reference of references) {
    const target = reference
      .slice(2)
      .split("/")
      .reduce((at: Json, key: string) => at?.[key], document);
    expect([reference, typeof target]).toEqual([reference, "object"]);
  }
  for (const [name, schema] of Object.entries<Json>(document.components.schemas)) {
    expect([name, Object.keys(schema).length > 0]).toEqual([name, true]);
    const isOpen = schema.type !== "object" || schema.additionalProperties !== undefined;
    expect([name, isOpen || Object.keys(schema.properties).length > 0]).toEqual([name, true]);
  }
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining([
      "Task",
      "CreateTask",
      "Interaction",
      "Definition",
      "Agent",
      "File",
      "Event",
      "Problem",
      "Session",
      "SystemInfo",
    ]),
  );
});

test("every schema in it compiles as JSON Schema 2020-12", () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "document", ...document });
  const schemas: [string, Json][] = [];
  collectSchemas(document, "", schemas);
  expect(schemas.length).toBeGreaterThan(100);
  for (const [place, schema] of schemas) {
    expect([place, typeof ajv.compile(withAbsoluteReferences(schema))]).toEqual([place, "function"]);
  }
});

test("its schemas judge as the server does", () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "document", ...document });
  const validate = ajv.compile({ $ref: "document#/components/schemas/CreateTask" });
  expect(validate({ definition: "Invoice", inputs: { a: 1 }, startAt: "2026-01-01T00:00:00Z" })).toBe(true);
  expect(validate({ definition: "Invoice", startAt: "tomorrow" })).toBe(false);
  expect(validate({ inputs: {} })).toBe(false);
  expect(validate({ definition: "Invoice", prio: 1 })).toBe(false);
});

function collectSchemas(node: Json, place: string, found: [string, Json][]): void {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries<Json>(node)) {
    const at = `${place}/${key}`;
    if (key === "schema" || place === "/components/schemas") found.push([at, value]);
    else collectSchemas(value, at, found);
  }
}

function withAbsoluteReferences(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/'));
}
