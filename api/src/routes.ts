import { z } from "zod";
import * as access from "./access.ts";
import * as agents from "./agent.ts";
import * as apps from "./app.ts";
import * as connections from "./connection.ts";
import * as definitions from "./definition.ts";
import { EmailPage } from "./email.ts";
import * as events from "./event.ts";
import * as externalActions from "./external-action.ts";
import { DryRunReport } from "./dry-run.ts";
import * as files from "./file.ts";
import * as interactions from "./interaction.ts";
import * as models from "./model.ts";
import { PolicyCheck, PolicyVerdict } from "./policy-check.ts";
import { Id, PageQuery } from "./page.ts";
import { route } from "./route.ts";
import * as steps from "./step.ts";
import * as stops from "./stop.ts";
import { SystemInfo } from "./system.ts";
import * as taskControl from "./task-control.ts";
import * as tasks from "./task.ts";

const ById = z.object({ id: Id });
const StepById = ById.extend({ path: z.string().max(1000).describe("such as orders[3].book") });

/** Every operation of /api/v1, by noun. */
export const routes = {
  tasks: {
    create: route({ method: "post", path: "/tasks", tag: "Tasks", summary: "Start a task", action: "task.create", body: tasks.CreateTask, reply: tasks.Task, status: 201, idempotent: true }),
    createMany: route({ method: "post", path: "/tasks/bulk", tag: "Tasks", summary: "Start many tasks, all or none", action: "task.create", body: tasks.CreateTasks, reply: tasks.CreatedTasks, status: 201, idempotent: true, maxBytes: 64_000_000 }),
    list: route({ method: "get", path: "/tasks", tag: "Tasks", summary: "List tasks, newest first unless sorted otherwise", action: "task.read", query: tasks.TaskListQuery, reply: tasks.TaskPage }),
    counts: route({ method: "get", path: "/tasks/counts", tag: "Tasks", summary: "Count tasks by status, each up to 10,000 (10,001: more)", action: "task.read", query: tasks.TaskFilter.omit({ status: true }), reply: tasks.TaskCounts }),
    groups: route({ method: "get", path: "/tasks/groups", tag: "Tasks", summary: "Count tasks by definition, agent, status or day, and how they went", action: "task.read", query: tasks.TaskGroupsQuery, reply: tasks.TaskGroups }),
    outcomes: route({ method: "get", path: "/tasks/outcomes", tag: "Tasks", summary: "Count how tasks ended, hour by hour", action: "task.read", query: tasks.TaskOutcomesQuery, reply: tasks.TaskOutcomes }),
    get: route({ method: "get", path: "/tasks/{id}", tag: "Tasks", summary: "Read a task", action: "task.read", params: ById, query: tasks.TaskQuery, reply: tasks.Task }),
    body: route({ method: "get", path: "/tasks/{id}/body", tag: "Tasks", summary: "Read the whole inputs or outputs of a task, however long", action: "task.read", params: ById, query: tasks.TaskBodyQuery, replyType: "application/json" }),
    steps: route({ method: "get", path: "/tasks/{id}/steps", tag: "Tasks", summary: "Read a task's steps in the order they began", action: "task.read", params: ById, query: steps.StepListQuery, reply: steps.StepPage }),
    step: route({ method: "get", path: "/tasks/{id}/steps/{path}", tag: "Tasks", summary: "Read one step, its latest attempt or another", action: "task.read", params: StepById, query: steps.StepAttempt, reply: steps.StepDetails }),
    stepBody: route({ method: "get", path: "/tasks/{id}/steps/{path}/body", tag: "Tasks", summary: "Read the whole input or output of a step, however long", action: "task.read", params: StepById, query: steps.StepBodyQuery, replyType: "application/json" }),
    events: route({ method: "get", path: "/tasks/{id}/events", tag: "Tasks", summary: "Read what happened to a task, oldest first", action: "task.read", params: ById, query: events.TaskEventsQuery, reply: events.EventPage }),
    dryRunReport: route({ method: "get", path: "/tasks/{id}/dry-run-report", tag: "Tasks", summary: "Read what a dry run would have done", action: "task.read", params: ById, reply: DryRunReport }),
    control: route({ method: "post", path: "/tasks/control", tag: "Tasks", summary: "Pause, resume, retry or cancel many tasks, each by itself", action: "task.control", body: taskControl.ControlTasks, reply: taskControl.ControlledTasks, idempotent: true, inParts: true }),
    cancel: route({ method: "post", path: "/tasks/{id}/cancellation", tag: "Tasks", summary: "Cancel a task", action: "task.control", params: ById, body: taskControl.ChangeReason, reply: taskControl.TaskChange }),
    pause: route({ method: "post", path: "/tasks/{id}/pause", tag: "Tasks", summary: "Pause a task at its next safe boundary", action: "task.control", params: ById, body: taskControl.ChangeReason, reply: taskControl.TaskChange }),
    resume: route({ method: "post", path: "/tasks/{id}/resumption", tag: "Tasks", summary: "Go on with a paused task", action: "task.control", params: ById, body: taskControl.ChangeReason, reply: taskControl.TaskChange }),
    retry: route({ method: "post", path: "/tasks/{id}/retry", tag: "Tasks", summary: "Try a failed task again from its failed step", action: "task.control", params: ById, body: taskControl.ChangeReason, reply: taskControl.TaskChange }),
    skip: route({ method: "post", path: "/tasks/{id}/skip", tag: "Tasks", summary: "Go on without a step that failed or waits", action: "task.control", params: ById, body: taskControl.SkipStep, reply: taskControl.TaskChange }),
  },
  externalActions: {
    list: route({ method: "get", path: "/external-actions", tag: "External actions", summary: "List what tasks did outside, newest first", action: "task.read", query: externalActions.ExternalActionQuery, reply: externalActions.ExternalActionPage }),
    ofTask: route({ method: "get", path: "/tasks/{id}/external-actions", tag: "External actions", summary: "List what a task did outside, newest first", action: "task.read", params: ById, query: PageQuery, reply: externalActions.ExternalActionPage }),
    undo: route({ method: "post", path: "/external-actions/{id}/undo", tag: "External actions", summary: "Undo an external action, by a task under the same rules", action: "task.control", params: ById, reply: externalActions.ExternalAction, status: 201, idempotent: true }),
  },
  stops: {
    create: route({ method: "post", path: "/stops", tag: "Stops", summary: "Stop a workspace, agent, definition or tool", action: "stop.write", body: stops.CreateStop, reply: stops.Stop, status: 201, idempotent: true }),
    list: route({ method: "get", path: "/stops", tag: "Stops", summary: "List stops, newest first", action: "stop.read", query: stops.StopListQuery, reply: stops.StopPage }),
    lift: route({ method: "delete", path: "/stops/{id}", tag: "Stops", summary: "Lift a stop; what it held goes on by itself", action: "stop.write", params: ById, reply: stops.Stop }),
  },
  interactions: {
    list: route({ method: "get", path: "/interactions", tag: "Interactions", summary: "List what people are asked", action: "interaction.read", query: interactions.InteractionListQuery, reply: interactions.InteractionPage }),
    get: route({ method: "get", path: "/interactions/{id}", tag: "Interactions", summary: "Read one request", action: "interaction.read", params: ById, reply: interactions.InteractionDetails }),
    groups: route({ method: "get", path: "/interactions/groups", tag: "Interactions", summary: "Count open requests by definition and kind", action: "interaction.read", query: interactions.InteractionGroupsQuery, reply: interactions.InteractionGroups }),
    deciders: route({ method: "get", path: "/interactions/{id}/deciders", tag: "Interactions", summary: "List who may decide a request", action: "interaction.read", params: ById, reply: interactions.Deciders }),
    call: route({ method: "post", path: "/interactions/{id}/calls", tag: "Interactions", summary: "Call one of the agent's tools while doing its step", action: "interaction.respond", params: ById, body: interactions.CallTool, reply: interactions.InteractionDetails, status: 202, idempotent: true }),
    respond: route({ method: "post", path: "/interactions/{id}/response", tag: "Interactions", summary: "Decide or answer", action: "interaction.respond", params: ById, body: interactions.RespondToInteraction, reply: interactions.Interaction }),
  },
  definitions: {
    push: route({ method: "post", path: "/definitions", tag: "Definitions", summary: "Create a definition, or a new version of it; If-Match names the version it is meant to follow, \"0\" that there is none yet", action: "definition.write", body: definitions.PushDefinition, bodyTypes: ["application/yaml", "text/yaml"], reply: definitions.Definition, status: 201, idempotent: true, maxBytes: 2_500_000 }),
    policyCheck: route({ method: "post", path: "/definitions/{id}/policy-check", tag: "Definitions", summary: "Tell which rule decides about a call", action: "definition.read", params: ById, body: PolicyCheck, reply: PolicyVerdict }),
    check: route({ method: "post", path: "/definitions/check", tag: "Definitions", summary: "Check a definition's text and change nothing", action: "definition.read", body: definitions.PushDefinition, bodyTypes: ["application/yaml", "text/yaml"], reply: definitions.CheckedDefinition, maxBytes: 2_500_000 }),
    list: route({ method: "get", path: "/definitions", tag: "Definitions", summary: "List definitions by name", action: "definition.read", query: PageQuery.extend({ q: z.string().max(200).optional() }), reply: definitions.DefinitionPage }),
    get: route({ method: "get", path: "/definitions/{id}", tag: "Definitions", summary: "Read a definition as it is now", action: "definition.read", params: ById, query: z.object({ version: z.coerce.number().int().positive().optional() }), reply: definitions.Definition }),
    versions: route({ method: "get", path: "/definitions/{id}/versions", tag: "Definitions", summary: "List its versions, newest first", action: "definition.read", params: ById, query: PageQuery, reply: definitions.DefinitionVersionPage }),
    usage: route({ method: "get", path: "/definitions/usage", tag: "Definitions", summary: "How the tasks of each definition went lately", action: "task.read", reply: definitions.DefinitionUsageList }),
    examples: route({ method: "get", path: "/definitions/examples", tag: "Definitions", summary: "The definitions that come with the program, to start from", action: "definition.read", reply: definitions.DefinitionExampleList }),
    schema: route({ method: "get", path: "/definitions/schema", tag: "Definitions", summary: "The JSON Schema of the definition language", action: "public", reply: z.record(z.string(), z.unknown()) }),
    tools: route({ method: "get", path: "/tools", tag: "Definitions", summary: "List the tools that definitions may use", action: "definition.read", query: definitions.ToolListQuery, reply: definitions.ToolPage }),
  },
  agents: {
    list: route({ method: "get", path: "/agents", tag: "Agents", summary: "List agents by name", action: "agent.read", query: PageQuery, reply: agents.AgentPage }),
    create: route({ method: "post", path: "/agents", tag: "Agents", summary: "Create an agent", action: "agent.write", body: agents.CreateAgent, reply: agents.Agent, status: 201, idempotent: true }),
    get: route({ method: "get", path: "/agents/{id}", tag: "Agents", summary: "Read an agent", action: "agent.read", params: ById, reply: agents.Agent }),
    update: route({ method: "patch", path: "/agents/{id}", tag: "Agents", summary: "Change an agent, on the version it was read at", action: "agent.write", params: ById, body: agents.UpdateAgent, reply: agents.Agent }),
  },
  models: {
    list: route({ method: "get", path: "/models", tag: "Models", summary: "List models by name", action: "model.read", query: PageQuery, reply: models.ModelPage }),
    create: route({ method: "post", path: "/models", tag: "Models", summary: "Connect a model; its key is sealed and never given back", action: "model.write", body: models.CreateModel, reply: models.Model, status: 201, idempotent: true }),
    offers: route({ method: "get", path: "/models/offers", tag: "Models", summary: "What could be connected now: asks a local Ollama", action: "model.write", reply: models.ModelOffers }),
    get: route({ method: "get", path: "/models/{id}", tag: "Models", summary: "Read a model", action: "model.read", params: ById, reply: models.Model }),
    update: route({ method: "patch", path: "/models/{id}", tag: "Models", summary: "Change a model, on the version it was read at", action: "model.write", params: ById, body: models.UpdateModel, reply: models.Model }),
    remove: route({ method: "delete", path: "/models/{id}", tag: "Models", summary: "Remove a model that nothing uses", action: "model.write", params: ById, status: 204 }),
    test: route({ method: "post", path: "/models/{id}/test", tag: "Models", summary: "Send one real request, and say what came back", action: "model.write", params: ById, reply: models.ModelTest }),
  },
  connections: {
    list: route({ method: "get", path: "/connections", tag: "Connections", summary: "List connections by name; secrets are never shown", action: "connection.read", query: connections.ConnectionListQuery, reply: connections.ConnectionPage }),
    create: route({ method: "post", path: "/connections", tag: "Connections", summary: "Add a connection", action: "connection.write", body: connections.CreateConnection, reply: connections.Connection, status: 201, idempotent: true }),
    callback: route({ method: "get", path: "/connections/callback", tag: "Connections", summary: "Where people come back to after signing in elsewhere", action: "public", query: connections.SignInAnswer, replyType: "text/html" }),
    get: route({ method: "get", path: "/connections/{id}", tag: "Connections", summary: "Read a connection", action: "connection.read", params: ById, reply: connections.Connection }),
    update: route({ method: "patch", path: "/connections/{id}", tag: "Connections", summary: "Change a connection, or enter its secrets anew", action: "connection.write", params: ById, body: connections.UpdateConnection, reply: connections.Connection }),
    share: route({ method: "put", path: "/connections/{id}/grants", tag: "Connections", summary: "Say who may use a connection besides its owner", action: "connection.share", params: ById, body: connections.ShareConnection, reply: connections.Connection }),
    test: route({ method: "post", path: "/connections/{id}/test", tag: "Connections", summary: "Sign in once and say what came back", action: "connection.write", params: ById, reply: connections.ConnectionTest }),
    signIn: route({ method: "post", path: "/connections/{id}/sign-in", tag: "Connections", summary: "Begin to sign in elsewhere (OAuth 2); answers with where to go", action: "connection.write", params: ById, reply: connections.SignInAt }),
    remove: route({ method: "delete", path: "/connections/{id}", tag: "Connections", summary: "Remove a connection and its secrets", action: "connection.write", params: ById, status: 204 }),
  },
  apps: {
    list: route({ method: "get", path: "/apps", tag: "Apps", summary: "List the apps that the workspace imported", action: "app.read", query: apps.AppListQuery, reply: apps.AppPage }),
    create: route({ method: "post", path: "/apps", tag: "Apps", summary: "Import an OpenAPI document or an MCP server", action: "app.write", body: apps.CreateApp, reply: apps.App, status: 201, maxBytes: 34_000_000, idempotent: true }),
    get: route({ method: "get", path: "/apps/{id}", tag: "Apps", summary: "Read an app; its tools are in GET /tools?app=", action: "app.read", params: ById, reply: apps.App }),
    refresh: route({ method: "post", path: "/apps/{id}/refresh", tag: "Apps", summary: "Read its tools anew; those that changed have to be confirmed again", action: "app.write", params: ById, body: apps.RefreshApp, reply: apps.App, maxBytes: 34_000_000 }),
    confirm: route({ method: "patch", path: "/apps/{id}/tools", tag: "Apps", summary: "Confirm what calling its tools means", action: "app.write", params: ById, body: apps.ConfirmTools, reply: apps.App }),
    remove: route({ method: "delete", path: "/apps/{id}", tag: "Apps", summary: "Remove an app and its tools", action: "app.write", params: ById, status: 204 }),
  },
  secrets: {
    rotate: route({ method: "post", path: "/secrets/rotation", tag: "Connections", summary: "Seal all secrets with today's key, or a new one", action: "secret.rotate", body: connections.RotateSecrets, reply: connections.RotatedSecrets }),
  },
  files: {
    upload: route({ method: "post", path: "/files", tag: "Files", summary: "Keep a file: multipart/form-data with `file` and optionally `path`, or the bare content with ?name=", action: "file.write", query: z.object({ name: z.string().max(300).optional(), path: z.string().max(1000).optional() }), bodyTypes: ["multipart/form-data", "application/octet-stream"], reply: files.File, status: 201, idempotent: true }),
    list: route({ method: "get", path: "/files", tag: "Files", summary: "List files", action: "file.read", query: files.FileListQuery, reply: files.FilePage }),
    get: route({ method: "get", path: "/files/{id}", tag: "Files", summary: "Read what is known of a file", action: "file.read", params: ById, reply: files.File }),
    content: route({ method: "get", path: "/files/{id}/content", tag: "Files", summary: "Read a file's content", action: "file.read", params: ById, replyType: "application/octet-stream" }),
    remove: route({ method: "delete", path: "/files/{id}", tag: "Files", summary: "Remove a file from the store; tasks that used it keep theirs", action: "file.write", params: ById, status: 204 }),
  },
  events: {
    stream: route({ method: "get", path: "/events", tag: "Events", summary: "Follow what happens, live; resumes after Last-Event-ID", action: "event.read", query: events.EventStreamQuery, replyType: "text/event-stream" }),
    publish: route({ method: "post", path: "/events", tag: "Events", summary: "Say that something happened outside; wakes tasks that wait for it", action: "event.publish", body: events.PublishEvent, reply: events.PublishedEvent, status: 202, idempotent: true }),
  },
  emails: {
    list: route({ method: "get", path: "/emails", tag: "Mail", summary: "List mail that tasks sent, or that waits in the outbox", action: "email.read", query: PageQuery.extend({ task: z.coerce.number().int().positive().optional() }), reply: EmailPage }),
  },
  access: {
    session: route({ method: "get", path: "/session", tag: "Access", summary: "Who am I", action: "session", reply: access.Session }),
    signIn: route({ method: "post", path: "/session", tag: "Access", summary: "Sign in with login and password", action: "public", body: access.SignIn, reply: access.Session, status: 201 }),
    redeem: route({ method: "post", path: "/session/link", tag: "Access", summary: "Sign in with a one-time link's token", action: "public", body: access.RedeemLink, reply: access.Session, status: 201 }),
    signOut: route({ method: "delete", path: "/session", tag: "Access", summary: "Sign out", action: "session", status: 204 }),
    setPassword: route({ method: "put", path: "/session/password", tag: "Access", summary: "Set name, login and password", action: "session", body: access.SetPassword, reply: access.Session }),
    users: route({ method: "get", path: "/users", tag: "Access", summary: "List people", action: "user.read", query: PageQuery, reply: access.UserPage }),
    createUser: route({ method: "post", path: "/users", tag: "Access", summary: "Add a person; answers with a one-time link", action: "user.write", body: access.CreateUser, reply: access.CreatedUser, status: 201 }),
    updateUser: route({ method: "patch", path: "/users/{id}", tag: "Access", summary: "Change a person's name or role, or disable them", action: "user.write", params: ById, body: access.UpdateUser, reply: access.User }),
    createLink: route({ method: "post", path: "/users/{id}/link", tag: "Access", summary: "Make a new one-time link for a person, for example when a password is forgotten", action: "user.write", params: ById, reply: access.CreatedUser, status: 201 }),
    keys: route({ method: "get", path: "/keys", tag: "Access", summary: "List API keys", action: "key.read", query: PageQuery, reply: access.ApiKeyPage }),
    createKey: route({ method: "post", path: "/keys", tag: "Access", summary: "Create an API key; the key itself is shown once", action: "key.write", body: access.CreateApiKey, reply: access.CreatedApiKey, status: 201 }),
    revokeKey: route({ method: "delete", path: "/keys/{id}", tag: "Access", summary: "Revoke an API key", action: "key.write", params: ById, status: 204 }),
  },
  system: {
    info: route({ method: "get", path: "/system", tag: "System", summary: "Version, database, queue, workers, disk", action: "system.read", reply: SystemInfo }),
  },
} as const;
