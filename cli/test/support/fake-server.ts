import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Interaction } from "@taskwright/api/interaction.ts";
import type { Task } from "@taskwright/api/task.ts";

/** What a request came with, for tests to look at. */
export interface Received {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: unknown;
}

type Answer = { status?: number; body?: unknown } | undefined;
export type Handler = (received: Received) => Answer;

/**
 * The API's outside with nothing behind it: one task and one request that the test changes by hand. It
 * shows how the command line behaves in moments that a real server cannot be brought to at will.
 */
export class FakeServer {
  task = newTask();
  interaction: Interaction | undefined;
  received: Received[] = [];
  /** "POST /tasks": what the test answers in place of the defaults */
  handlers: Record<string, Handler> = {};
  #server: Server | undefined;
  #port = 0;
  #streams = new Set<ServerResponse>();
  #events = 0;
  #listeners: (() => void)[] = [];

  async start(): Promise<this> {
    this.#server = createServer((request, response) => void this.#handle(request, response));
    await new Promise<void>((resolve) => this.#server!.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** As kill -9 does: every connection is cut. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server!.close(resolve));
    this.#server!.closeAllConnections();
    this.#streams.clear();
    await closed;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Changes the task and tells the followers. */
  change(patch: Partial<Task>): void {
    this.task = { ...this.task, ...patch };
    this.#events += 1;
    const event = {
      id: String(this.#events),
      kind: "task.changed",
      taskId: this.task.id,
      actor: SYSTEM,
      data: {},
      at: AT,
    };
    for (const stream of this.#streams) stream.write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  ask(patch: Partial<Interaction>): void {
    this.interaction = { ...newInteraction(this.task), ...patch };
    const reason = { code: "person" as const, text: "waiting for an approver" };
    this.change({ status: "waiting", reason, openInteractionIds: [this.interaction.id] });
  }

  /** Until the request came, or at once when it has. */
  async until(method: string, path: string): Promise<Received> {
    for (;;) {
      const found = this.received.find((each) => each.method === method && each.path === path);
      if (found) return found;
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const path = pathname.replace("/api/v1", "");
    const text = await readText(request);
    const body = request.headers["content-type"] === "application/json" ? JSON.parse(text) : text;
    const received = { method: request.method!, path, query: searchParams, headers: request.headers, body };
    if (path === "/events" && request.method === "GET") {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      this.#streams.add(response);
      response.on("close", () => this.#streams.delete(response));
    } else {
      const answer = this.handlers[`${request.method} ${path}`]?.(received) ?? this.#answer(received);
      const { status = 200, body: said } = answer ?? {
        status: 404,
        body: problem(404, "not_found", `Nothing at ${path}.`),
      };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(said));
    }
    this.received.push(received);
    for (const listener of this.#listeners.splice(0)) listener();
  }

  #answer({ method, path, body }: Received): Answer {
    const { task, interaction } = this;
    switch (`${method} ${path}`) {
      case "GET /session":
        return { body: {} };
      case "POST /tasks":
        return { status: 201, body: task };
      case `GET /tasks/${task.id}`:
        return { body: task };
      case `GET /tasks/${task.id}/steps`:
        return { body: { items: [], nextCursor: null } };
      case `POST /tasks/${task.id}/cancellation`:
        this.change({ status: "cancelled", endedAt: AT });
        return { body: { task: this.task, effect: "now", message: `Task ${task.id} is cancelled.` } };
      case "GET /definitions":
        return { body: { items: [DEFINITION], nextCursor: null } };
      case `GET /definitions/${DEFINITION.id}`:
        return { body: DEFINITION };
      case `GET /interactions/${interaction?.id}`:
        return { body: interaction };
      case `POST /interactions/${interaction?.id}/response`: {
        const decision = { comment: null, answer: null, ...(body as object) } as Interaction["decision"];
        this.interaction = { ...interaction!, status: "decided", decidedBy: SYSTEM, decision };
        return { body: this.interaction };
      }
      default:
        return undefined;
    }
  }
}

export function problem(status: number, code: string, detail: string) {
  return { type: "about:blank", title: code, status, code, detail };
}

const AT = "2026-11-23T12:00:00Z";
const SYSTEM = { type: "user" as const, id: 1, name: "Dana" };

export const DEFINITION = {
  id: 4,
  name: "Orders",
  description: null,
  category: null,
  parent: null,
  agent: null,
  version: 1,
  inputs: 1,
  steps: 1,
  createdAt: AT,
  updatedAt: AT,
  source: "name: Orders\nsteps: [{ set: 1 }]\n",
  document: {},
  effective: {},
  inherited: {},
  inputsSchema: {
    type: "object",
    properties: { limit: { type: "number" }, name: { type: "string" } },
    required: ["limit"],
  },
  issues: [],
  createdBy: SYSTEM,
};

function newTask(): Task {
  return {
    id: 812,
    title: "Orders of May",
    definition: { id: 4, name: "Orders", version: 1 },
    agent: { id: 1, name: "clerk" },
    kind: "api",
    status: "running",
    reason: null,
    priority: 0,
    progress: { step: "read", title: "Read the orders", percent: 25 },
    createdBy: SYSTEM,
    createdAt: AT,
    startedAt: AT,
    endedAt: null,
    statusSince: AT,
    elapsedMs: 1000,
    runningMs: 1000,
    waitingMs: 0,
    parentTaskId: null,
    waitsFor: [],
    spent: null,
    inputs: {},
    outputs: null,
    error: null,
    timeoutMs: null,
    retry: null,
    attempt: 1,
    worker: "w1",
    openInteractionIds: [],
    subtaskIds: [],
    spentWithSubtasks: null,
    dryRun: null,
  };
}

function newInteraction(task: Task): Interaction {
  return {
    id: 12,
    task: { id: task.id, title: task.title, definition: task.definition.name },
    stepPath: "approve",
    kind: "approval",
    purpose: "result",
    status: "open",
    title: "Pay 1250 to Nordwind?",
    body: null,
    form: null,
    subject: { total: 1250 },
    assignees: ["role:approver"],
    mine: true,
    dueAt: null,
    openedAt: AT,
    decidedAt: null,
    decidedBy: null,
    decision: null,
    rule: null,
    call: null,
    void: null,
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
