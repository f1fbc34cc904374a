import { number } from "../../format/number.ts";
import type { agents as English } from "../en/agents.ts";

export const agents: typeof English = {
  title: "Agenten",
  new: "Neuer Agent",
  text: "Ein Agent führt Aufgaben aus. Seine Grenze sagt, wie viele zugleich; ausgeschaltet nimmt er keine an, und seine Aufgaben warten.",
  emptyTitle: "Noch keine Agenten",
  empty: "Definitionen nennen den Agenten, der sie ausführt.",
  name: "Name",
  description: "Beschreibung",
  limit: "Zugleich",
  limitHint: "Leer heißt: ohne Grenze",
  noLimit: "ohne Grenze",
  loadText: (running: number, queued: number) => `${number(running)} laufen, ${number(queued)} in der Schlange`,
  toggle: (name: string) => `${name} nimmt Aufgaben an`,
  turnedOff: (name: string) => `${name} ist aus. Seine Aufgaben warten; laufende gehen zu Ende.`,
  turnedOn: (name: string) => `${name} ist an und nimmt Aufgaben an.`,
  limitSaved: (name: string) => `${name}: Die neue Grenze gilt sofort, auch für Wartendes.`,
  limitOf: (name: string) => `Wie viele Aufgaben ${name} zugleich ausführt`,
  created: (name: string) => `${name} ist bereit.`,
  invalidLimit: "Eine ganze Zahl ab 1 eingeben, oder nichts.",
};
