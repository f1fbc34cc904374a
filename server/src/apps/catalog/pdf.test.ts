import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";

let apps: TestApps;
beforeAll(async () => {
  apps = await testApps();
  await apps.put("invoice.pdf", pdf(["Invoice 4711", "", "Total 1,200.00 EUR"], "May"));
});
afterAll(async () => await apps.close());

test("the text comes page by page, and pages without any are named", async () => {
  expect(await apps.use("pdf.text", { file: "invoice.pdf" })).toEqual({
    pages: 3,
    text: ["Invoice 4711", "", "Total 1,200.00 EUR"],
    empty: [2],
    title: "May",
    author: null,
  });
});

test("a part of the pages can be asked for", async () => {
  const { text, pages } = await apps.use("pdf.text", { file: "invoice.pdf", first: 3, last: 9 });
  expect({ text, pages }).toEqual({ text: ["Total 1,200.00 EUR"], pages: 3 });
});

test("a file that is no PDF is refused in words", async () => {
  await apps.put("lie", "hello");
  await expect(apps.use("pdf.text", { file: "lie" })).rejects.toThrow("This file is no PDF that can be read");
});

/** The least that is a PDF: a page for each text, with the offsets that its table of contents needs. */
function pdf(pages: string[], title: string): Buffer {
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(" ");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...pages.flatMap((text, index) => {
      const content = text === "" ? "" : `BT /F1 12 Tf 72 700 Td (${text}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
    `<< /Title (${title}) >>`,
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}
