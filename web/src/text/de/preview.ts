import type { preview as English } from "../en/preview.ts";

export const preview: typeof English = {
  part: (shown: string, whole: string) =>
    `Zu sehen sind die ersten ${shown} von ${whole}. Der Rest kommt mit dem Herunterladen.`,
  empty: "Sie ist leer.",
  broken: (problem: string) => `Das ist kein JSON: ${problem}`,
  brokenXml: "Das ist kein wohlgeformtes XML. Hier steht es als Text.",
  brokenPdf: "Diese PDF-Datei lässt sich nicht lesen. Sie ist beschädigt oder mit einem Passwort gesperrt.",
  brokenImage: "Dieses Bild lässt sich nicht zeigen. Zum Ansehen herunterladen.",
  none: "Dateien dieser Art oder Größe werden hier nicht gezeigt. Zum Ansehen herunterladen.",
  page: (name: string, page: number) => `${name}, Seite ${page}`,
  morePages: (count: number) => `${count} weitere Seiten`,
};
