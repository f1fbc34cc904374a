import { number } from "../../format/number.ts";

type Kind = "workspace" | "agent" | "definition" | "tool";

const named = (kind: Kind, target: string | null): string =>
  kind === "workspace"
    ? "The whole workspace"
    : kind === "agent"
      ? `Agent ${target}`
      : kind === "definition"
        ? `Definition ${target}`
        : `Tool ${target}`;

export const stops = {
  tab: "Kill switch",
  about:
    "A kill switch stops the whole workspace, an agent, a definition or a tool. Nothing of it starts from then on; what runs lets its call finish and ends at the next step. New tasks queue. Lifted, everything goes on by itself.",
  stop: "Stop…",
  command: "Stop a tool, an agent, a definition or everything",
  title: "What should stop?",
  kind: "What",
  kinds: { workspace: "Everything", agent: "An agent", definition: "A definition", tool: "A tool" } satisfies Record<
    Kind,
    string
  >,
  target: { agent: "Which agent", definition: "Which definition", tool: "Which tool" },
  toolHint: "A name, or a pattern such as email.*",
  effect: {
    workspace: "No task of this workspace goes on. The engine keeps everything as it is.",
    agent: "No task of this agent starts or goes on.",
    definition: "No task of this definition starts or goes on.",
    tool: "No task calls it. Tasks that come to it wait there.",
  } satisfies Record<Kind, string>,
  reason: "Why",
  reasonHint: "People read it on every task that waits.",
  confirm: "Stop it now",
  stopped: (kind: Kind, target: string | null) => `${named(kind, target)} is stopped`,
  named,
  by: (who: string) => `by ${who}`,
  held: (count: number) => (count === 1 ? "holds 1 task" : `holds ${number(count)} tasks`),
  lift: "Lift",
  liftNamed: (kind: Kind, target: string | null) => `Lift the stop: ${named(kind, target)}`,
  lifted: (kind: Kind, target: string | null) => `${named(kind, target)} goes on`,
  liftedBy: (who: string) => `lifted by ${who}`,
  inForce: "In force",
  past: "Lifted",
  noneTitle: "Nothing is stopped",
  banner: (kind: Kind, target: string | null, who: string, reason: string) =>
    `${named(kind, target)} is stopped by ${who}: ${reason}`,
  bannerMore: (count: number) => `and ${number(count)} more`,
  look: "Look at the kill switch",
};
