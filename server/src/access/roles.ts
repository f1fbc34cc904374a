import type { Role } from "@taskwright/api/actor.ts";

/** Everything the API lets someone do. Each route names one; see `action` in the route table. */
const ACTIONS = [
  "task.read",
  "task.create",
  "task.control",
  "interaction.read",
  "interaction.respond",
  "definition.read",
  "definition.write",
  "agent.read",
  "agent.write",
  "model.read",
  "model.write",
  "stop.read",
  "stop.write",
  "file.read",
  "file.write",
  "connection.read",
  "connection.write",
  "connection.share",
  "secret.rotate",
  "app.read",
  "app.write",
  "event.read",
  "event.publish",
  "email.read",
  "user.read",
  "user.write",
  "key.read",
  "key.write",
  "system.read",
] as const;

export type Action = (typeof ACTIONS)[number];

const VIEWER: Action[] = [
  "app.read",
  "task.read",
  "interaction.read",
  "definition.read",
  "agent.read",
  "model.read",
  "stop.read",
  "file.read",
  "event.read",
  "email.read",
];
const APPROVER: Action[] = [...VIEWER, "interaction.respond"];
const OPERATOR: Action[] = [
  ...APPROVER,
  "connection.read",
  "connection.write",
  "task.create",
  "task.control",
  "stop.write",
  "file.write",
  "event.publish",
  "user.read",
  "system.read",
];
const BUILDER: Action[] = [
  ...OPERATOR,
  "connection.share",
  "app.write",
  "definition.write",
  "agent.write",
  "model.write",
];

/** Each role may do what the next one may, and more. */
const ALLOWED: Record<Role, ReadonlySet<string>> = {
  owner: new Set(ACTIONS),
  builder: new Set(BUILDER),
  operator: new Set(OPERATOR),
  approver: new Set(APPROVER),
  viewer: new Set(VIEWER),
};

/** The one place that decides who may do what. An unknown action is allowed to nobody. */
export function may(role: Role, action: string): boolean {
  return ALLOWED[role].has(action);
}

export function actionsOf(role: Role): Action[] {
  return ACTIONS.filter((action) => may(role, action));
}
