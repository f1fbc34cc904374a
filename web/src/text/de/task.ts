import { number } from "../../format/number.ts";
import type { TaskStatus } from "@taskwright/api/task.ts";
import type { ControlVerb } from "../../tasks/queries.ts";
import type { task as English } from "../en/task.ts";

export const task: typeof English = {
  tabs: {
    label: "Zu dieser Aufgabe",
    timeline: "Zeitachse",
    graph: "Diagramm",
    log: "Protokoll",
    data: "Daten",
    history: "Verlauf",
  },
  copyNumber: "Nummer kopieren",
  estimated: "geschätzt",
  spent: "Verbraucht",
  spentWithSubtasks: "Mit Unteraufgaben",
  spentText: (money: string, tokens: number, turns: number, calls: number) =>
    `${money} · ${number(tokens)} neue Tokens · ${number(turns)} ${turns === 1 ? "Zug" : "Züge"} · ${number(calls)} ${calls === 1 ? "Aufruf" : "Aufrufe"}`,
  unpriced: (turns: string) => `${turns} Züge zu unbekanntem Preis`,
  estimatedTurns: (turns: string) => `${turns} Züge geschätzt`,
  elapsed: "Bisher",
  running: "Laufzeit",
  waiting: "Wartezeit",
  parent: "Teil von",
  children: "Teilaufgaben",
  moreChildren: (count: number) => `und ${count} weitere`,
  startedBy: (who: string, how: string) => `von ${who}, ${how}`,
  controls: {
    pause: { label: "Anhalten", what: "Die Aufgabe hält an und behält ihren Platz. Fragen bleiben offen." },
    resume: { label: "Fortsetzen", what: "Die Aufgabe geht dort weiter, wo sie angehalten hat." },
    retry: {
      label: "Erneut versuchen",
      what: "Die Aufgabe geht beim fehlgeschlagenen Schritt weiter. Erledigte Schritte werden nicht wiederholt.",
    },
    skip: {
      label: "Überspringen …",
      what: "Die Aufgabe geht hinter dem Schritt weiter. Was er außen schon bewirkt hat, bleibt; seine Fragen werden zurückgezogen.",
    },
    cancel: {
      label: "Abbrechen",
      what: "Die Aufgabe endet endgültig. Was sie außen schon bewirkt hat, bleibt; offene Fragen werden zurückgezogen.",
    },
  },
  when: (verb: ControlVerb, status: TaskStatus) => {
    if (status !== "running") return verb === "cancel" || verb === "pause" ? "Sofort." : "Sobald ihr Agent frei ist.";
    return verb === "pause"
      ? "Nach dem laufenden Schritt."
      : verb === "cancel"
        ? "Der laufende Aufruf wird aufgegeben."
        : "";
  },
  cancelTitle: (id: number) => `Aufgabe #${id} abbrechen?`,
  cancelConfirm: "Aufgabe abbrechen",
  cancelKeep: "Weiterlaufen lassen",
  why: "Warum? (bleibt im Verlauf)",
  skipThis: "Diesen Schritt überspringen …",
  skipTitle: (label: string) => `„${label}“ überspringen?`,
  skipOutput: "Was spätere Schritte als seine Ausgabe finden, als JSON",
  skipOutputHelp: "Leer lassen, wenn nichts seine Ausgabe braucht.",
  skipNoJson: (problem: string) => `Das ist kein JSON: ${problem}. Ein Text steht in doppelten Anführungszeichen.`,
  skipConfirm: "Schritt überspringen",
  decide: "Entscheiden",
  noSteps: "Noch hat kein Schritt begonnen.",
  noStepsQueued: "Sie beginnt, sobald ihr Agent frei ist.",
  error: "Was schiefging",
  nextRetryable: "Ein neuer Versuch kann helfen. Oder den Schritt überspringen und dahinter weitergehen.",
  nextFinal:
    "Die Ursache beheben, dann bei diesem Schritt erneut versuchen; oder ihn überspringen und dahinter weitergehen.",
  nextInParent: (id: number) => `Sie ist Teil von Aufgabe #${id}: den Schritt dort erneut versuchen oder überspringen.`,
  openDefinition: "Definition öffnen",
  inputs: "Eingaben",
  outputs: "Ausgaben",
  files: "Dateien",
  noInputs: "Sie hat nichts bekommen.",
  noOutputs: "Sie hat nichts zurückgegeben.",
  noOutputsYet: "Noch nichts; Ausgaben kommen mit dem Ende.",
  noFiles: "Sie hat keine Dateien.",
  history: "Wer was geändert hat",
};
