export const outbox = {
  title: "Outbox",
  held: "No SMTP server is configured, so mail stays here. Set SMTP_URL and restart the server to send mail; what is held is shown, never lost.",
  emptyTitle: "No mail yet",
  empty: "Mail that tasks send shows here.",
  statuses: { held: "Held", sending: "Sending", sent: "Sent", failed: "Failed" },
  statusText: {
    held: "No SMTP server is configured, so it stays here.",
    sending: "On its way to the mail server.",
    sent: "The mail server took it.",
    failed: "The mail server refused it.",
  },
  to: "To",
  from: "From",
  choose: "Choose a mail to read it.",
  list: "Mails",
  noText: "It has no text.",
  htmlOnly: "It is HTML only; shown as its source.",
};
