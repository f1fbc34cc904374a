import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { FileArgument, openFile } from "../files.ts";
import { defineTool } from "../tool.ts";
import { renderTemplate } from "./text/template.ts";

const MAX_TEMPLATE_BYTES = 1024 * 1024;

export function textApp(services: AppServices): App {
  const render = defineTool({
    name: "text.render",
    title: "Fill in a text",
    description:
      'Fills in a template, given here or kept as a file: [[ customer.name ]], [[ total | money EUR ]], [[ due | date long ]], [[#each lines]] [[index]]. [[.title]] [[/each]], [[#if paid]] … [[else]] … [[/if]]. Formats: money, number, percent, date, time, datetime, upper, lower, trim, join, json, default "…".',
    effect: "read",
    idempotent: true,
    args: z
      .strictObject({
        template: z.string().max(MAX_TEMPLATE_BYTES).optional(),
        file: FileArgument.optional().describe("a template kept as a file, instead"),
        data: z.unknown().describe("what the template may name"),
        locale: z
          .string()
          .refine((text) => isSupported(() => new Intl.Locale(text)), 'write a language tag such as "en-GB" or "de-DE"')
          .default("en-GB")
          .describe("how numbers and dates are written"),
        timezone: z
          .string()
          .refine(
            (text) => isSupported(() => new Intl.DateTimeFormat("en", { timeZone: text })),
            'write a time zone such as "Europe/Berlin"',
          )
          .default("UTC"),
        html: z.boolean().default(false).describe("whether the template is HTML: filled-in values are escaped"),
      })
      .refine((args) => (args.template === undefined) !== (args.file === undefined), "give either template or file"),
    result: z.object({ text: z.string() }),
    async run({ template, file, data, locale, timezone, html }, call) {
      const source =
        file === undefined
          ? (template ?? "")
          : (await (await openFile(services, call, file)).bytes(MAX_TEMPLATE_BYTES)).toString("utf8");
      return { text: renderTemplate(source, data, { locale, timezone, escape: html ? escaped : undefined }) };
    },
  });
  return { tools: [render] };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function isSupported(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}
