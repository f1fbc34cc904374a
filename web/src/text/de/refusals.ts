import type { Noun } from "@taskwright/api/sentence.ts";
import { bytes, number } from "../../format/number.ts";
import { exactTime } from "../../format/time.ts";
import type { SentenceWords } from "../sentences.ts";
import { inbox } from "./inbox.ts";
import { settings } from "./settings.ts";
import { steps } from "./steps.ts";
import { tasks } from "./tasks.ts";

type Refusals = Pick<SentenceWords, Extract<keyof SentenceWords, `refused.${string}`>>;

/** Why the server did not do what it was asked for, and what to do next. */
export const refusals: Refusals = {
  "refused.none": ({ noun, id }) => `${NOUNS[noun]} ${nameOf(id)} gibt es hier nicht.`,
  "refused.taken": ({ noun, name }) => `${NOUNS[noun]} „${name}“ gibt es schon. Bitte einen anderen Namen wählen.`,
  "refused.changed_meanwhile": ({ noun, name }) =>
    `${NOUNS[noun]} „${name}“ wurde inzwischen von jemand anderem geändert. Bitte ansehen, was sich geändert hat, und dann erneut speichern.`,
  "refused.signed_out": () => "Die Sitzung ist beendet. Bitte erneut anmelden.",
  "refused.role": ({ name, role }) =>
    `${name} hat die Rolle „${roleOf(role)}“, und die erlaubt das nicht. Eine andere Rolle vergibt, wer Eigentümer ist.`,
  "refused.foreign_origin": () => "Eine Änderung muss von der eigenen Seite dieses Servers kommen.",
  "refused.decided": ({ by, outcome }) => inbox.decided[outcome](by || "Jemand"),
  "refused.withdrawn": () => "Das wird nicht mehr gefragt: Die Aufgabe ist beendet oder ohne Antwort weitergegangen.",
  "refused.not_asked": ({ name, who }) =>
    `Gefragt ist ${who.map(inbox.assignee).join(" oder ")}; ${name} gehört nicht dazu.`,
  "refused.call_under_way": () => "Ein Aufruf hierfür läuft noch. Bitte erst antworten, wenn er beendet ist.",
  "refused.ended": ({ task, status }) => `Aufgabe #${task} ist schon beendet (${taskStatus(status)}).`,
  "refused.being_cancelled": ({ task }) =>
    `Aufgabe #${task} wird gerade abgebrochen und lässt sich nicht mehr anhalten.`,
  "refused.not_paused": ({ task, status }) => `Aufgabe #${task} ist nicht angehalten (${taskStatus(status)}).`,
  "refused.not_failed": ({ task, status }) =>
    `Nur eine fehlgeschlagene Aufgabe lässt sich erneut versuchen; #${task} ist es nicht (${taskStatus(status)}).`,
  "refused.part": ({ task, parent }) =>
    `Aufgabe #${task} ist ein Teil von Aufgabe #${parent}, die ihr Ergebnis schon hat. Bitte diese erneut versuchen.`,
  "refused.skip_in_parent": ({ task, parent }) =>
    `Aufgabe #${task} ist ein Teil von Aufgabe #${parent}, die ihr Ergebnis schon hat. Bitte den Schritt dort überspringen.`,
  "refused.no_step": ({ task, step }) => `Aufgabe #${task} hat keinen Schritt „${step}“, oder er hat nicht begonnen.`,
  "refused.skip_not_failed": ({ status }) =>
    `An diesem Schritt ist die Aufgabe nicht gescheitert (${stepStatus(status)}). Überspringen lässt sich der, an dem sie gescheitert ist.`,
  "refused.skip_block": () => "Das ist ein Block von Schritten. Überspringen lässt sich der Schritt darin, der wartet.",
  "refused.skip_under_way": () =>
    "Dieser Schritt läuft; was er begonnen hat, lässt sich nicht auslassen. Bitte sein Ende abwarten oder die Aufgabe abbrechen.",
  "refused.skip_done": ({ status }) => `Hier ist nichts zu überspringen (${stepStatus(status)}).`,
  "refused.skip_at_work": () =>
    "Die Aufgabe arbeitet neben diesem Schritt. Bitte anhalten, den Schritt überspringen und dann fortsetzen.",
  "refused.credentials": () =>
    "Anmeldename und Passwort passen nicht zusammen. Bitte beide prüfen oder um einen Einmal-Link bitten.",
  "refused.too_many_tries": ({ minutes }) =>
    `Zu viele falsche Passwörter. Weiter geht es in ${number(minutes)} min oder mit einem Einmal-Link.`,
  "refused.too_many_sign_ins": () =>
    "Gerade melden sich zu viele gleichzeitig an. Bitte in ein paar Sekunden noch einmal versuchen.",
  "refused.link_unknown": () => `Diesen Link gibt es hier nicht. ${NEW_LINK}`,
  "refused.link_used": ({ at }) => `Dieser Link gilt einmal und wurde schon benutzt: ${exactTime(at)}. ${NEW_LINK}`,
  "refused.link_ended": () => `Dieser Link gilt nicht mehr. ${NEW_LINK}`,
  "refused.current_password": () => "Das bisherige Passwort stimmt nicht.",
  "refused.login_taken": ({ login }) => `Der Anmeldename „${login}“ ist vergeben. Bitte einen anderen wählen.`,
  "refused.last_owner": ({ name }) =>
    `Außer ${name} ist niemand mehr Eigentümer. Bitte erst jemand anderen dazu machen.`,
  "refused.person_disabled": ({ name }) => `${name} ist gesperrt. Bitte erst entsperren.`,
  "refused.key_past": ({ at }) =>
    `Der Schlüssel wäre schon abgelaufen: ${exactTime(at)}. Bitte einen späteren Zeitpunkt wählen.`,
  "refused.created_meanwhile": () =>
    "Jemand anderes hat gerade dasselbe angelegt. Bitte neu laden und noch einmal versuchen.",
  "refused.busy": () => "Eine andere Änderung kam dazwischen; geändert wurde nichts. Bitte noch einmal versuchen.",
  "refused.first_under_way": () => "Dieselbe Anfrage wird gerade ausgeführt. Bitte gleich noch einmal versuchen.",
  "refused.first_failed": () => "Dieselbe Anfrage ist gerade gescheitert. Bitte noch einmal versuchen.",
  "refused.unreachable_database": () =>
    "Die Datenbank ist gerade nicht erreichbar. Verloren geht nichts; bitte gleich noch einmal versuchen.",
  "refused.disk_full": () =>
    "Der Speicherplatz ist voll. Geändert wurde nichts; bitte Platz schaffen und noch einmal versuchen.",
  "refused.unexpected": ({ errorId }) =>
    `Auf dem Server ist etwas schiefgegangen; an der Eingabe liegt es nicht. Den Grund nennt sein Protokoll unter ${errorId}.`,
  "refused.too_large": ({ bytes: most }) => `Das ist größer als die ${bytes(most)}, die hier erlaubt sind.`,
  "refused.answer_too_long": () => "Diese Antwort ist zu lang. Bitte als Datei hochladen.",
  "refused.inputs": () => "Die Eingaben passen noch nicht.",
  "refused.answer": () => "Die Antwort passt noch nicht zum Formular.",
  "refused.fields": () => "Etwas daran passt noch nicht.",
  "refused.no_undo": ({ tool }) => `„${tool}“ kann das nicht rückgängig machen.`,
  "refused.undone_already": ({ task }) => `Aufgabe #${task} macht das schon rückgängig.`,
  "refused.key_anew": () =>
    "Mit einem anderen Anbieter oder einer anderen Adresse braucht das Modell seinen Schlüssel neu: Der alte wird nirgendwo anders hingeschickt.",
  "refused.secrets_anew": () => "Mit anderen Hosts oder Adressen werden die Geheimnisse neu gebraucht.",
  "refused.model_in_use": ({ name, by }) =>
    `„${name}“ wird noch benutzt von ${by.slice(0, 5).join(", ")}${by.length > 5 ? " und anderen" : ""}. Bitte dort erst ein anderes Modell wählen.`,
  "refused.not_owner": ({ name, owner }) =>
    owner ? `„${name}“ gehört ${owner} und lässt sich nur von dort ändern.` : `„${name}“ gehört dem Arbeitsbereich.`,
  "refused.connection_incomplete": ({ missing }) => `Der Verbindung fehlt noch: ${missing.join(", ")}.`,
};

const NEW_LINK = "Einen neuen gibt, wer Eigentümer ist.";

const NOUNS: Record<Noun, string> = {
  agent: "Agent",
  apiKey: "API-Schlüssel",
  app: "App",
  connection: "Verbindung",
  definition: "Definition",
  externalAction: "Außenwirkung",
  file: "Datei",
  model: "Modell",
  person: "Person",
  request: "Anfrage",
  stop: "Sperre",
  task: "Aufgabe",
  tool: "Werkzeug",
};

function nameOf(id: number | string): string {
  return typeof id === "number" ? `#${id}` : `„${id}“`;
}

function roleOf(role: string): string {
  return (settings.roles as Record<string, string>)[role] ?? role;
}

function taskStatus(status: string): string {
  return (tasks.statuses as Record<string, string>)[status] ?? status;
}

function stepStatus(status: string): string {
  return (steps.statuses as Record<string, string>)[status] ?? status;
}
