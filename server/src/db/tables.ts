import type { ColumnType, Generated, GeneratedAlways } from "kysely";

/**
 * The tables of migrations/, as Kysely sees them. bigint arrives as a number and timestamptz as a
 * Date (one pair of parsers in database.ts); jsonb is read as its value and written as JSON text,
 * with `json(value)`, because pg would turn an array into a PostgreSQL array.
 */
export interface Tables {
  workspaces: { id: Id; name: string; created_at: CreatedAt };
  users: {
    id: Id;
    workspace_id: number;
    name: string;
    login: string;
    password_hash: string | null;
    role: Role;
    created_at: CreatedAt;
    disabled_at: Time | null;
  };
  sessions: {
    token_hash: Buffer;
    workspace_id: number;
    user_id: number;
    created_at: CreatedAt;
    expires_at: Time;
  };
  sign_in_links: {
    token_hash: Buffer;
    workspace_id: number;
    user_id: number;
    created_at: CreatedAt;
    expires_at: Time;
    used_at: Time | null;
  };
  api_keys: {
    id: Id;
    workspace_id: number;
    name: string;
    prefix: string;
    key_hash: Buffer;
    role: Role;
    created_by: number | null;
    created_at: CreatedAt;
    expires_at: Time | null;
    last_used_at: Time | null;
    revoked_at: Time | null;
  };
  agents: {
    id: Id;
    workspace_id: number;
    name: string;
    description: string | null;
    instructions: string | null;
    model_id: number | null;
    tools: Json | null;
    max_concurrent: number | null;
    hours: Json | null;
    budget: Json | null;
    enabled: Generated<boolean>;
    version: Generated<number>;
    created_at: CreatedAt;
  };
  agent_days: {
    agent_id: number;
    day: string;
    cost_micros: Generated<number>;
    tokens: Generated<number>;
    calls: Generated<number>;
    running_ms: Generated<number>;
  };
  models: {
    id: Id;
    workspace_id: number;
    name: string;
    provider: "openai" | "anthropic" | "google" | "compatible";
    model_name: string;
    address: string | null;
    api: "responses" | "chat" | null;
    this_machine: Generated<boolean>;
    secret: Json | null;
    max_concurrent: number | null;
    requests_per_minute: number | null;
    tokens_per_minute: number | null;
    max_output_tokens: number | null;
    price: Json | null;
    fallback_id: number | null;
    trouble: Json | null;
    quiet_until: Time | null;
    version: Generated<number>;
    created_at: CreatedAt;
    updated_at: CreatedAt;
  };
  model_calls: {
    place: string;
    ticket: string;
    model_id: number;
    calling: boolean;
    tokens: number;
    since: Time;
    until: Time;
  };
  model_rates: { model_id: number; requests_full_at: Time; tokens_full_at: Time };
  definitions: {
    id: Id;
    workspace_id: number;
    name: string;
    category: string | null;
    parent_id: number | null;
    current_version: number;
    snapshot_id: number;
    created_at: CreatedAt;
    updated_at: CreatedAt;
  };
  definition_versions: {
    definition_id: number;
    version: number;
    source: string;
    document: Json;
    created_by: Json;
    created_at: CreatedAt;
  };
  definition_snapshots: { id: Id; workspace_id: number; sha256: Buffer; document: Json };
  tasks: {
    id: Id;
    workspace_id: number;
    definition_id: number;
    definition_version: number;
    snapshot_id: number;
    agent_id: number;
    kind: TaskKind;
    title: string;
    status: TaskStatus;
    reason: Json | null;
    priority: Generated<number>;
    inputs: Json<Record<string, unknown>>;
    outputs: Json | null;
    error: Json | null;
    progress: Json | null;
    attempt: Generated<number>;
    wakes: Generated<number>;
    requested: "pause" | "cancel" | null;
    requested_by: Json | null;
    worker: string | null;
    job_id: string | null;
    timeout_ms: number | null;
    retry: Json | null;
    parent_task_id: number | null;
    parent_step_path: string | null;
    created_by: Json;
    created_at: CreatedAt;
    start_at: Time | null;
    started_at: Time | null;
    ended_at: Time | null;
    status_since: CreatedAt;
    running_ms: Generated<number>;
    waiting_ms: Generated<number>;
    person_ms: Generated<number>;
    timeout_base_ms: Generated<number>;
    spent: Json | null;
    principal: number | null;
    untrusted: string | null;
    dry_run: Json<{ approvals: "ask" | "assume" }> | null;
  };
  steps: {
    task_id: number;
    path: string;
    attempt: Generated<number>;
    seq: number;
    kind: string;
    title: string | null;
    tool: string | null;
    effect: "read" | "write" | "external" | null;
    status: "running" | "waiting" | "complete" | "error" | "skipped" | "cancelled";
    input: Json | null;
    output: Json | null;
    error: Json | null;
    idempotency_key: string | null;
    wait: Json | null;
    started_at: Time;
    ended_at: Time | null;
    tokens_in: number | null;
    tokens_cached: number | null;
    tokens_out: number | null;
    cost_micros: number | null;
    untrusted: Generated<boolean>;
    rule: Json | null;
    rehearsed: Json | null;
  };
  stops: {
    id: Id;
    workspace_id: number;
    kind: "workspace" | "agent" | "definition" | "tool";
    target_id: number | null;
    tool: string | null;
    reason: string;
    created_by: Json;
    created_at: CreatedAt;
    lifted_at: Time | null;
    lifted_by: Json | null;
    released_at: Time | null;
  };
  stopped_work: { task_id: number; step_path: string; stop_id: number };
  external_actions: {
    id: Id;
    workspace_id: number;
    task_id: number;
    step_path: string;
    tool: string;
    app: string;
    what: string;
    target: string | null;
    remote_id: string | null;
    url: string | null;
    undo: Json | null;
    actor: Json;
    at: CreatedAt;
    undo_task_id: number | null;
    undo_by: Json | null;
  };
  event_waits: { task_id: number; step_path: string; workspace_id: number; name: string; key: string };
  interactions: {
    id: Id;
    workspace_id: number;
    task_id: number;
    step_path: string;
    step_attempt: number;
    kind: "approval" | "assistance" | "handover";
    purpose: "result" | "control" | "doubt" | "question" | "budget" | "stall" | "reconnect";
    status: Generated<"open" | "decided" | "withdrawn">;
    title: string;
    body: string | null;
    form: Json | null;
    subject: Json | null;
    assignees: Json<string[]>;
    due_at: Time | null;
    opened_at: CreatedAt;
    decided_at: Time | null;
    decided_by: Json | null;
    decision: Json | null;
    call: Json | null;
    rule: Json | null;
    used_at: Time | null;
    void: string | null;
    voided_at: Time | null;
  };
  events: {
    /** 64-bit transaction id; a string, because it is compared and kept, never computed with */
    xid: Generated<string>;
    id: GeneratedAlways<number>;
    workspace_id: number;
    task_id: number | null;
    kind: string;
    actor: Json;
    data: Json;
    at: CreatedAt;
  };
  blobs: { sha256: Buffer; bytes: number; content: Buffer | null; created_at: CreatedAt };
  files: {
    id: Id;
    workspace_id: number;
    path: string | null;
    name: string;
    media_type: string;
    bytes: number;
    sha256: Buffer;
    task_id: number | null;
    step_path: string | null;
    created_by: Json;
    created_at: CreatedAt;
    updated_at: CreatedAt;
    deleted_at: Time | null;
    untrusted: Generated<boolean>;
  };
  effects: {
    workspace_id: number;
    idempotency_key: string;
    tool: string;
    result: Json | null;
    at: CreatedAt;
  };
  emails: {
    id: Id;
    workspace_id: number;
    task_id: number | null;
    idempotency_key: string;
    message_id: string;
    status: "held" | "sending" | "sent" | "failed";
    sender: string;
    recipients: Json;
    subject: string;
    body_text: string | null;
    body_html: string | null;
    attachments: ColumnType<{ file: number; name: string }[], string | undefined, string>;
    error: string | null;
    created_at: CreatedAt;
    sent_at: Time | null;
  };
  connections: {
    id: Id;
    workspace_id: number;
    name: string;
    app: string;
    method: string;
    owner_id: number | null;
    grants: ColumnType<string[], string | undefined, string>;
    settings: ColumnType<Record<string, unknown>, string | undefined, string>;
    secret: Json | null;
    status: "ready" | "pending" | "lapsed";
    status_text: string | null;
    version: Generated<number>;
    created_by: Json;
    created_at: CreatedAt;
    updated_at: CreatedAt;
  };
  connection_sign_ins: {
    state_hash: Buffer;
    connection_id: number;
    user_id: number;
    secret: Json;
    expires_at: Time;
  };
  apps: {
    id: Id;
    workspace_id: number;
    name: string;
    kind: "openapi" | "mcp";
    title: string;
    description: string | null;
    source: Json;
    settings: ColumnType<Record<string, unknown>, string | undefined, string>;
    status: "ready" | "unreachable";
    status_text: string | null;
    version: Generated<number>;
    created_by: Json;
    created_at: CreatedAt;
    refreshed_at: CreatedAt;
  };
  app_tools: {
    app_id: number;
    name: string;
    title: string;
    description: string;
    effect: "read" | "write" | "external";
    confirmed: Generated<boolean>;
    changed: Generated<boolean>;
    version: string;
    args: Json;
    result: Json | null;
    call: Json;
  };
  idempotent_requests: {
    workspace_id: number;
    key: string;
    route: string;
    request_sha256: Buffer;
    response: Json;
    created_at: CreatedAt;
  };
}

type Role = "owner" | "builder" | "operator" | "approver" | "viewer";
type TaskKind = "manual" | "scheduled" | "event" | "api" | "batch" | "subtask";
type TaskStatus = "scheduled" | "queued" | "running" | "waiting" | "paused" | "complete" | "error" | "cancelled";

type Id = Generated<number>;
type Time = ColumnType<Date, Date | string, Date | string>;
type CreatedAt = ColumnType<Date, Date | string | undefined, Date | string>;
// oxlint-disable-next-line typescript/no-explicit-any -- the reader names the shape it expects
type Json<T = any> = ColumnType<T, string, string>;
