import type { Tool as McpTool } from "@modelcontextprotocol/sdk/types.js";
import { RespondToInteraction } from "@taskwright/api/interaction.ts";
import { CreateTask, TaskFilter } from "@taskwright/api/task.ts";
import { PageQuery } from "@taskwright/api/page.ts";
import { z } from "zod";
import type { Action } from "../access/roles.ts";
import { getInteraction, listInteractions } from "../interactions/read.ts";
import { respondToInteraction } from "../interactions/respond.ts";
import { createTasks } from "../tasks/create.ts";
import { listTasks } from "../tasks/list.ts";
import { getTask } from "../tasks/read.ts";
import { listDefinitionTools } from "./definition-tools.ts";
import type { McpCall } from "./session.ts";
import { showQuestion, showTask, showTaskInList } from "./show.ts";
import { DEFAULT_WAIT_SECONDS, MOST_WAIT_SECONDS, waitForTask } from "./wait.ts";

export interface OwnTool {
  listed: McpTool;
  /** what the key's role must allow */
  action: Action;
  args: z.ZodType;
  run(call: McpCall, args: unknown): Promise<object>;
}

const TaskId = z.number().int().positive().describe("the task's number");
const Limit = PageQuery.shape.limit.default(20);

const ANY_JSON = ["object", "array", "string", "number", "boolean", "null"] as const;

export const TOOLS: OwnTool[] = [
  define({
    name: "start_task",
    title: "Start a task",
    description: "Starts a task of a definition and answers at once. wait_for_task then says how it goes on.",
    action: "task.create",
    // without its name in the API's document, which would make it a reference
    args: z.object(CreateTask.shape).strict(),
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    async run(call, task) {
      const { database, boss } = call.services;
      const [id] = await createTasks(database.db, boss, [{ actor: call.actor, task: { ...task, kind: "api" } }]);
      return await showTask(call, await getTask(database.db, call.actor, id!));
    },
  }),
  define({
    name: "get_task",
    title: "Read a task",
    description: "Where a task is, what came of it, and what it asks.",
    action: "task.read",
    args: z.object({ task: TaskId }).strict(),
    async run(call, { task }) {
      return await showTask(call, await getTask(call.services.database.db, call.actor, task));
    },
  }),
  define({
    name: "list_tasks",
    title: "List tasks",
    description: "Tasks, newest first, by status, definition or words of their title.",
    action: "task.read",
    args: TaskFilter.pick({ status: true, definition: true, q: true })
      .extend({ limit: Limit, cursor: PageQuery.shape.cursor })
      .strict(),
    async run(call, query) {
      const { items, nextCursor } = await listTasks(call.services.database.db, call.actor, {
        ...query,
        sort: "-createdAt",
      });
      return { tasks: items.map((task) => showTaskInList(call, task)), nextCursor };
    },
  }),
  define({
    name: "wait_for_task",
    title: "Wait for a task",
    description:
      "Waits until a task has ended or asks something that this key may answer, but no longer than told; then call it again. " +
      "Puts the task's questions to the user where the client can.",
    action: "task.read",
    args: z
      .object({
        task: TaskId,
        seconds: z.number().int().min(1).max(MOST_WAIT_SECONDS).default(DEFAULT_WAIT_SECONDS),
      })
      .strict(),
    async run(call, { task, seconds }) {
      return await showTask(call, await waitForTask(call, task, seconds));
    },
  }),
  define({
    name: "list_questions",
    title: "List questions",
    description: "Open requests to people, oldest first: approvals, questions, steps handed over.",
    action: "interaction.read",
    args: z
      .object({
        task: TaskId.optional(),
        mine: z.boolean().default(false).describe("only those that this key may answer"),
        limit: Limit,
        cursor: PageQuery.shape.cursor,
      })
      .strict(),
    async run(call, query) {
      const open = { ...query, status: "open" as const };
      const { items, nextCursor } = await listInteractions(call.services.database.db, call.actor, open);
      return { questions: items.map((question) => showQuestion(call, question)), nextCursor };
    },
  }),
  define({
    name: "answer_question",
    title: "Answer a question",
    description:
      "Answers a request in the name of this key: approve or reject an approval, answer anything else. " +
      "Ask your user first; the answer must fit the question's form.",
    action: "interaction.respond",
    args: RespondToInteraction.extend({ question: z.number().int().positive().describe("the question's number") }),
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    async run(call, { question, ...response }) {
      const { database, boss } = call.services;
      await respondToInteraction(database.db, boss, call.actor, question, response);
      return showQuestion(call, await getInteraction(database.db, call.actor, question));
    },
  }),
  define({
    name: "list_definitions",
    title: "List definitions",
    description:
      "What tasks can be started here, with the inputs each takes. Search by words of name, category or description.",
    action: "definition.read",
    args: z.object({ q: z.string().max(200).optional(), limit: Limit, cursor: PageQuery.shape.cursor }).strict(),
    async run(call, query) {
      return await listDefinitionTools(call.services.database.db, call.actor.workspaceId, query);
    },
  }),
];

interface Given<Args extends z.ZodType> {
  name: string;
  title: string;
  description: string;
  action: Action;
  args: Args;
  /** by default it reads and nothing else */
  annotations?: McpTool["annotations"];
  run: (call: McpCall, args: z.output<Args>) => Promise<object>;
}

function define<Args extends z.ZodType>({ action, args, run, annotations, ...words }: Given<Args>): OwnTool {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(args, {
    io: "input",
    unrepresentable: "any",
    // Clients do better with types than with a schema that says nothing.
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === "unknown") jsonSchema.type = [...ANY_JSON] as never;
    },
  });
  return {
    listed: {
      ...words,
      inputSchema: oneTypeEach(inputSchema),
      annotations: annotations ?? { readOnlyHint: true, openWorldHint: false },
    },
    action,
    args,
    run: async (call, given) => await run(call, given as z.output<Args>),
  };
}

/** Some clients read one type at a time. */
function oneTypeEach(schema: object): McpTool["inputSchema"] {
  return JSON.parse(JSON.stringify(schema), (_name, value: { type?: unknown } | null) => {
    if (!Array.isArray(value?.type)) return value;
    const { type, ...rest } = value;
    return { ...rest, anyOf: (type as string[]).map((each) => ({ type: each })) };
  });
}
