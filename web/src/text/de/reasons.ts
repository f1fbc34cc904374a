import { duration } from "../../format/duration.ts";
import { number } from "../../format/number.ts";
import { exactTime } from "../../format/time.ts";
import type { SentenceWords } from "../sentences.ts";
import { inbox } from "./inbox.ts";

type Reasons = Pick<SentenceWords, Extract<keyof SentenceWords, ReasonCode>>;
type ReasonCode =
  | "queued"
  | "waiting"
  | `waiting.${string}`
  | "pausing"
  | "paused"
  | "cancelling"
  | `cancelled${string}`
  | `stopped${string}`
  | `agent.${string}`
  | `failed.${string}`;

/** Why a task is in its status, and why a step failed. Beside them stands "Wartet" already. */
export const reasons: Reasons = {
  queued: () => "beginnt, sobald ein Worker Platz hat",
  waiting: () => "wartet",
  "waiting.approval": ({ who, title }) => `auf Freigabe durch ${those(who)}: ${title}`,
  "waiting.answer": ({ who, title }) => `auf eine Antwort von ${those(who)}: ${title}`,
  "waiting.handover": ({ who, title }) => `übergeben an ${those(who)}: ${title}`,
  "waiting.start": () => "beginnt zur vorgegebenen Zeit",
  "waiting.moment": ({ step }) => step ?? "bis es so weit ist",
  "waiting.deadline": ({ step }) => `bis dahin muss „${step}“ erledigt sein`,
  "waiting.event": ({ event, key }) => `auf das Ereignis „${event}“${key ? ` (${key})` : ""}`,
  "waiting.subtask": ({ task, definition }) => `auf Teilaufgabe #${task} (${definition})`,
  "waiting.retry": ({ step, attempt }) => `„${step}“ wird erneut versucht (Versuch ${number(attempt)})`,
  pausing: ({ by, why }) => `wird von ${by} angehalten, nach dem laufenden Schritt${because(why)}`,
  paused: ({ by, why }) => `angehalten von ${by || "jemandem"}${because(why)}`,
  cancelling: ({ by, why }) => `wird von ${by} abgebrochen${because(why)}`,
  cancelled: ({ by, why }) => `abgebrochen von ${by}${because(why)}`,
  "cancelled.with_parent": ({ task }) => `abgebrochen mit Aufgabe #${task}`,
  "cancelled.not_needed": ({ task }) => `Aufgabe #${task} braucht sie nicht mehr`,
  stopped: ({ by, why }) => `gesperrt von ${by}${because(why)}`,
  "stopped.tool": ({ tool, by, why }) => `„${tool}“ ist von ${by} gesperrt${because(why)}`,
  "agent.off": ({ agent }) => `${agent} ist ausgeschaltet`,
  "agent.hours": ({ agent, until }) =>
    until
      ? `${agent} ist außerhalb der Arbeitszeit und macht weiter: ${exactTime(until)}`
      : `${agent} hat in den nächsten zwei Wochen keine Arbeitszeit`,
  "agent.budget": ({ agent, what, until }) =>
    `${BUDGETS[what]} von ${agent} für heute ist verbraucht; Neues beginnt ${exactTime(until)}, oder wenn das Budget erhöht wird`,
  "agent.busy": ({ agent, running, most }) => `${agent} ist ausgelastet (${number(running)} von ${number(most)})`,

  "failed.rejected": ({ by, why }) => `Abgelehnt von ${by}${because(why)}`,
  "failed.call_rejected": ({ tool, why }) => `Der Aufruf von „${tool}“ wurde abgelehnt${because(why)}`,
  "failed.given_up": ({ by, why }) => `${by} wollte nicht weitermachen${because(why)}`,
  "failed.answer_lost": () =>
    "Das Programm wurde beendet, während das Modell antwortete. Was die Frage verbraucht hat, ist geschätzt.",
  "failed.no_answer": ({ step }) => `Auf „${step}“ kam nicht rechtzeitig eine Antwort.`,
  "failed.step_timeout": ({ step }) => `„${step}“ wurde nicht rechtzeitig erledigt.`,
  "failed.task_timeout": ({ seconds }) =>
    `Die Aufgabe war nach ${duration(seconds * 1_000)} nicht erledigt (Zeit, in der auf Menschen gewartet wurde, zählt nicht). Erneut versuchen gibt ihr noch einmal so viel Zeit.`,
  "failed.call_timeout": ({ tool, ms }) => `„${tool}“ hat länger als ${duration(ms)} gebraucht.`,
  "failed.event_timeout": ({ event }) => `Das Ereignis „${event}“ ist nicht rechtzeitig eingetreten.`,
  "failed.subtask": ({ task, why }) => `Teilaufgabe #${task} ist fehlgeschlagen${because(why)}`,
  "failed.subtask_cancelled": ({ task }) => `Teilaufgabe #${task} wurde abgebrochen.`,
  "failed.too_deep": ({ most }) =>
    `Teilaufgaben dürfen höchstens ${number(most)} tief verschachtelt sein. Starten die Definitionen einander?`,
  "failed.too_many": ({ members, most }) =>
    `Die Liste hat ${number(members)} Einträge; ein Schritt geht über höchstens ${number(most)}. Sie lässt sich auf Teilaufgaben verteilen.`,
  "failed.in_doubt": ({ tool }) => `Was aus dem Aufruf von „${tool}“ wurde, ist nicht bekannt.`,
  "failed.not_reconnected": ({ tool }) => `„${tool}“ wurde nicht aufgerufen: Die Verbindung wurde nicht erneuert.`,
  "failed.unknown_tool": ({ tool }) =>
    `Ein Werkzeug „${tool}“ gibt es nicht mehr. Die Definition muss geändert werden.`,
  "failed.unconfirmed_tool": ({ tool }) => `Noch niemand hat bestätigt, was „${tool}“ bewirkt. Das geht unter Apps.`,
  "failed.denied_by_agent": ({ tool, agent, rule }) =>
    `„${tool}“ wurde nicht aufgerufen: Agent „${agent}“ lässt es nicht zu (${rule}).`,
  "failed.denied_by_definition": ({ tool, rule }) =>
    `„${tool}“ wurde nicht aufgerufen: Die Definition lässt es nicht zu (${rule}).`,
  "failed.http_status": ({ what, status, said }) => `${what} hat mit ${status} geantwortet${because(said)}`,
  "failed.http_timeout": ({ what, ms }) => `${what} hat länger als ${duration(ms)} gebraucht.`,
  "failed.http_network": ({ what, why }) => `${what} kam nicht durch: ${why}`,
  "failed.http_refused": ({ host }) =>
    `${host} ist eine private oder reservierte Adresse, die Aufgaben nicht aufrufen dürfen. Wer den Server betreibt, kann sie in HTTP_ALLOW erlauben.`,
  "failed.host_unknown": ({ host }) => `Einen Host ${host} gibt es nicht.`,
  "failed.no_connection": ({ app }) =>
    `Für ${app} gibt es keine Verbindung, die diese Aufgabe nutzen darf. Bitte eine anlegen oder eine freigeben.`,
  "failed.connection_forbidden": ({ name }) =>
    `Die Verbindung „${name}“ darf diese Aufgabe nicht nutzen. Freigeben kann sie, wem sie gehört.`,
  "failed.bad_moment": () =>
    "Was „until“ ergibt, ist kein Zeitpunkt. Gebraucht wird Datum und Uhrzeit wie „2026-12-24T18:00:00+01:00“.",
  "failed.bug": ({ why }) => `Hier ist etwas passiert, was nicht passieren sollte: ${why}`,
};

const BUDGETS = { money: "Das Geld", tokens: "Die Tokenmenge", calls: "Die Zahl der Aufrufe", minutes: "Die Zeit" };

function those(who: string[]): string {
  return who.map(inbox.assignee).join(" oder ");
}

/** What was said about it, in the words of whoever said it. */
function because(why: string | undefined): string {
  return why ? `: ${why}` : "";
}
