import type { SentenceWords } from "../sentences.ts";

type Changes = Pick<SentenceWords, Extract<keyof SentenceWords, `change.${string}`>>;

const WITHDRAWN = "Was gefragt wurde, ist zurückgezogen.";

/** What a verb did to a task, and when it takes effect. */
export const changes: Changes = {
  "change.cancelled": () => "Abgebrochen. Nichts davon läuft mehr.",
  "change.will_cancel": () => "Die Aufgabe endet, sobald der laufende Aufruf aufgegeben ist.",
  "change.paused": () => "Angehalten. Nichts davon läuft, bis es fortgesetzt wird.",
  "change.will_pause": () => "Die Aufgabe hält an, wenn der laufende Schritt beendet ist.",
  "change.paused_already": () => "Die Aufgabe war schon angehalten.",
  "change.will_pause_already": () => "Die Aufgabe hält schon gleich an: Der laufende Schritt wird noch beendet.",
  "change.resumed": () => "Es geht weiter, sobald der Agent Platz hat.",
  "change.resumed_before_pause": () => "Die Aufgabe hatte noch nicht angehalten und läuft weiter.",
  "change.resumed_for_start": () => "Die Aufgabe beginnt zur vorgegebenen Zeit.",
  "change.retried": () => "Es geht beim fehlgeschlagenen Schritt weiter.",
  "change.skipped": () => "Übersprungen. Die Aufgabe geht dahinter weiter.",
  "change.skipped_withdrawn": () => `Übersprungen. ${WITHDRAWN} Die Aufgabe geht dahinter weiter.`,
  "change.skipped_in_pause": () => "Übersprungen. Dahinter geht es weiter, wenn die Aufgabe fortgesetzt wird.",
  "change.skipped_withdrawn_in_pause": () =>
    `Übersprungen. ${WITHDRAWN} Dahinter geht es weiter, wenn die Aufgabe fortgesetzt wird.`,
  "change.skipped_at_work": () => "Übersprungen. Dahinter geht es weiter, wenn der laufende Schritt beendet ist.",
  "change.skipped_withdrawn_at_work": () =>
    `Übersprungen. ${WITHDRAWN} Dahinter geht es weiter, wenn der laufende Schritt beendet ist.`,
};
