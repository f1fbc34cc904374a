import type { DefinitionPage } from "@taskwright/api/definition.ts";
import type { Stop } from "@taskwright/api/stop.ts";
import type { Task, TaskPage } from "@taskwright/api/task.ts";
import { vi } from "vitest";
import type { z } from "zod";
import type { RunningServer } from "./running-server.ts";

/** the ids of what pages are about */
export interface Filled {
  /** the definition that comes with the product */
  invoice: number;
  /** a task that is a dry run */
  dry: number;
}

/** Something of everything: an error, a wait, a question, a mail, a finished task. */
export async function fillServer(server: RunningServer): Promise<Filled> {
  const definitions = [
    {
      name: "Shop health",
      category: "Operations",
      title: "Health of the shop",
      steps: [{ id: "look", use: "http.request", title: "Ask the shop", with: { url: "http://127.0.0.1:9/" } }],
    },
    {
      name: "Greeting",
      category: "Customers",
      title: "Greet Ada Lovelace",
      steps: [
        {
          id: "mail",
          use: "email.send",
          title: "Greet her",
          with: { to: "ada@example.org", subject: "Welcome, Ada", text: "Good to have you.\n\nThe team" },
        },
      ],
    },
    {
      name: "Address check",
      category: "Customers",
      title: "Address of Ada Lovelace",
      steps: [
        {
          id: "address",
          ask: "question",
          title: "Where does Ada Lovelace live now?",
          form: ADDRESS,
          to: ["role:operator"],
        },
      ],
    },
    { name: "Later", category: "Operations", title: "Wait for the night", steps: [{ wait: "6h" }] },
  ];
  for (const definition of definitions)
    await server.call("POST", "/definitions", { source: JSON.stringify(definition) });
  await server.call("POST", "/tasks/bulk", { tasks: definitions.map(({ name }) => ({ definition: name })) });
  const dry = await fillApps(server);
  await vi.waitUntil(
    async () => (await server.call<TaskPage>("GET", "/tasks?status=queued,running")).items.length === 0,
    { timeout: 20_000 },
  );
  const { items } = await server.call<z.infer<typeof DefinitionPage>>("GET", "/definitions?limit=200");
  return { invoice: items.find(({ name }) => name === "Supplier invoice")!.id, dry };
}

/** An app to confirm, a connection, a dry run, and a stop that is over. */
async function fillApps(server: RunningServer): Promise<number> {
  await server.call("POST", "/apps", { name: "pets", openapi: PETS });
  await server.call("POST", "/connections", {
    name: "Pets",
    app: "pets",
    method: "header",
    fields: { value: "secret" },
    settings: { name: "X-Key" },
    owner: "workspace",
  });
  const stop = await server.call<Stop>("POST", "/stops", { tool: "pets.*", reason: "The shop moves" });
  await server.call("DELETE", `/stops/${stop.id}`);
  await server.call("POST", "/definitions", { source: JSON.stringify(REMINDERS) });
  const dry = { definition: "Payment reminders", dryRun: { approvals: "assume" } };
  return (await server.call<Task>("POST", "/tasks", dry)).id;
}

const PETS = {
  openapi: "3.1.0",
  info: { title: "Pets", description: "The shelter's register of animals" },
  servers: [{ url: "https://api.pets.example" }],
  security: [{ key: [] }],
  components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
  paths: {
    "/pets": {
      get: {
        operationId: "list",
        summary: "List animals",
        parameters: [{ name: "kind", in: "query", schema: { enum: ["cat", "dog"] }, description: "Only these" }],
      },
      post: { operationId: "add", summary: "Register an animal" },
    },
  },
};

const REMINDERS = {
  name: "Payment reminders",
  category: "Finance",
  title: "Remind three customers",
  controls: [{ effect: "external", policy: "ask" }],
  steps: [
    {
      id: "mail",
      use: "email.send",
      title: "Remind Ada Lovelace",
      with: { to: "ada@example.org", subject: "Your invoice 4711", text: "It is due since Monday." },
    },
    {
      id: "note",
      use: "files.write",
      title: "Note the reminder",
      with: { path: "reminders/ada.txt", text: "Reminded on Monday." },
    },
  ],
};

const ADDRESS = {
  type: "object",
  required: ["street", "city"],
  properties: {
    street: { type: "string", title: "Street and number" },
    city: { type: "string", title: "City" },
    since: { type: "string", format: "date", title: "Since when" },
    kind: { enum: ["home", "work"], title: "Kind of address" },
    phoned: { type: "boolean", title: "Confirmed by phone" },
  },
};
