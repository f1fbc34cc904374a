import { number } from "../../format/number.ts";
import type { Text } from "../../text.ts";

type Words = Text["stops"];

const named: Words["named"] = (kind, target) =>
  kind === "workspace"
    ? "Der ganze Arbeitsbereich"
    : kind === "agent"
      ? `Der Agent ${target}`
      : kind === "definition"
        ? `Die Definition ${target}`
        : `Das Werkzeug ${target}`;

export const stops: Words = {
  tab: "Notschalter",
  about:
    "Der Notschalter hält den ganzen Arbeitsbereich an, einen Agenten, eine Definition oder ein Werkzeug. Nichts davon beginnt mehr; was läuft, bringt seinen Aufruf zu Ende und hält am nächsten Schritt. Neue Aufgaben reihen sich ein. Aufgehoben geht alles von selbst weiter.",
  stop: "Anhalten…",
  command: "Ein Werkzeug, einen Agenten, eine Definition oder alles anhalten",
  title: "Was soll anhalten?",
  kind: "Was",
  kinds: { workspace: "Alles", agent: "Ein Agent", definition: "Eine Definition", tool: "Ein Werkzeug" },
  target: { agent: "Welcher Agent", definition: "Welche Definition", tool: "Welches Werkzeug" },
  toolHint: "Ein Name, oder ein Muster wie email.*",
  effect: {
    workspace: "Keine Aufgabe dieses Arbeitsbereichs geht weiter. Alles bleibt, wie es ist.",
    agent: "Keine Aufgabe dieses Agenten beginnt oder geht weiter.",
    definition: "Keine Aufgabe dieser Definition beginnt oder geht weiter.",
    tool: "Keine Aufgabe ruft es auf. Wer dort ankommt, wartet.",
  },
  reason: "Warum",
  reasonHint: "Steht auf jeder Aufgabe, die deshalb wartet.",
  confirm: "Jetzt anhalten",
  stopped: (kind, target) => `${named(kind, target)} ist angehalten`,
  named,
  by: (who) => `von ${who}`,
  held: (count) => (count === 1 ? "hält 1 Aufgabe" : `hält ${number(count)} Aufgaben`),
  lift: "Aufheben",
  liftNamed: (kind, target) => `Aufheben: ${named(kind, target)}`,
  lifted: (kind, target) => `${named(kind, target)} geht weiter`,
  liftedBy: (who) => `aufgehoben von ${who}`,
  inForce: "In Kraft",
  past: "Aufgehoben",
  noneTitle: "Nichts ist angehalten",
  banner: (kind, target, who, reason) => `${named(kind, target)} ist angehalten von ${who}: ${reason}`,
  bannerMore: (count) => `und ${number(count)} weitere`,
  look: "Zum Notschalter",
};
