import type { access as English } from "../en/access.ts";

export const access: typeof English = {
  signIn: "Anmelden",
  login: "Anmeldename",
  password: "Passwort",
  noAccount:
    "Noch kein Passwort? Der Server hat beim ersten Start einen Einmal-Link ausgegeben; Eigentümer können einen neuen erstellen.",
  endedTitle: "Die Sitzung ist beendet",
  ended: "Zum Weiterarbeiten bitte anmelden. Alles Eingetippte steht noch auf der Seite.",
  linkTitle: "Mit dem Einmal-Link anmelden",
  linkText: "Der Link gilt einmal. Verbraucht wird er durch den Knopf, nicht durch das Öffnen dieser Seite.",
  linkButton: "Anmelden",
  linkMissing: "In dieser Adresse fehlt das Token. Bitte den ganzen Link kopieren, mit allem nach dem #.",
  welcomeTitle: "Willkommen",
  welcomeText: "Wie andere diesen Zugang sehen und wie die Anmeldung künftig geht.",
  name: "Name",
  nameHint: "Steht neben jeder Entscheidung.",
  loginHint: "Wird zum Anmelden eingetippt.",
  newPassword: "Neues Passwort",
  passwordHint: "Mindestens 10 Zeichen.",
  passwordShort: "Mindestens 10 Zeichen verwenden.",
  start: "Los geht’s",
};
