import type { Text } from "../../text.ts";

export const externalActions: Text["externalActions"] = {
  tab: "Außen getan",
  about:
    "Was Aufgaben außerhalb getan haben. Eine Aufgabe anzuhalten nimmt es nicht zurück; wo ein Werkzeug es kann, geht das hier.",
  emptyTitle: "Außen wurde nichts getan",
  empty:
    "Jede Mail, Nachricht und jeder Aufruf, der ein anderes System erreicht, steht dann hier, mit der Nummer dort.",
  emptyTask: "Diese Aufgabe hat außen nichts getan.",
  columns: { what: "Was", where: "Wo", remoteId: "Nummer dort", when: "Wann", task: "Durch", undo: "Zurücknehmen" },
  open: "Dort öffnen",
  undo: "Zurücknehmen…",
  undoNamed: (what) => `Zurücknehmen: ${what}`,
  undoTitle: "Zurücknehmen?",
  undoText: (what) =>
    `Eine eigene Aufgabe nimmt „${what}“ zurück, unter denselben Regeln: Vielleicht wird zuerst jemand gefragt. Was Menschen schon gesehen oder getan haben, bleibt.`,
  undoConfirm: "Ja, zurücknehmen",
  undoStarted: (task) => `Aufgabe #${task} nimmt es zurück`,
  cannot: "nicht zurückzunehmen",
  undone: (status, who) =>
    status === "complete"
      ? `zurückgenommen von ${who}`
      : status === "error"
        ? `Zurücknehmen gescheitert, versucht von ${who}`
        : status === "cancelled"
          ? `Zurücknehmen abgebrochen, verlangt von ${who}`
          : `wird zurückgenommen, verlangt von ${who}`,
};
