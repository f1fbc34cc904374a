import type { outbox as English } from "../en/outbox.ts";

export const outbox: typeof English = {
  title: "Postausgang",
  held: "Es ist kein SMTP-Server eingerichtet, deshalb bleiben Mails hier liegen. Zum Versenden SMTP_URL setzen und den Server neu starten; was liegen bleibt, ist hier zu sehen und geht nie verloren.",
  emptyTitle: "Noch keine Mails",
  empty: "Hier erscheinen Mails, die Aufgaben versenden.",
  statuses: { held: "Zurückgehalten", sending: "Unterwegs", sent: "Gesendet", failed: "Fehlgeschlagen" },
  statusText: {
    held: "Es ist kein SMTP-Server eingerichtet, deshalb bleibt sie hier.",
    sending: "Auf dem Weg zum Mailserver.",
    sent: "Der Mailserver hat sie angenommen.",
    failed: "Der Mailserver hat sie abgelehnt.",
  },
  to: "An",
  from: "Von",
  choose: "Eine Mail auswählen, um sie zu lesen.",
  list: "Mails",
  noText: "Sie hat keinen Text.",
  htmlOnly: "Sie besteht nur aus HTML; hier als Quelltext.",
};
