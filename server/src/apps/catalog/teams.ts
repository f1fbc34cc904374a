import { z } from "zod";
import type { App, AppServices } from "../app.ts";
import { defineTool, ToolError } from "../tool.ts";
import { createPoster } from "./http/post-json.ts";

export function teamsApp(services: AppServices): App {
  const poster = createPoster(services);
  const post = defineTool({
    name: "teams.post",
    title: "Post to Microsoft Teams",
    description:
      "Posts a card to the channel of a Teams workflow. The connection (fields) holds the url that the workflow gives when it is made.",
    effect: "external",
    idempotent: false,
    connection: { app: "teams", required: true },
    args: z.strictObject({
      connection: z.string().max(100).optional(),
      title: z.string().max(300).optional(),
      text: z.string().min(1).max(20_000).describe("Markdown as cards have it: **bold**, lists, links"),
      facts: z
        .record(z.string().max(100), z.union([z.string(), z.number(), z.boolean()]))
        .default({})
        .describe("names and values, as a table"),
    }),
    result: z.object({ accepted: z.literal(true) }),
    async run({ connection: name, title, text, facts }, call) {
      const { fields, name: known } = await call.connect(name);
      if (!fields.url) throw new ToolError("teams_connection", `The connection "${known}" needs the field url.`);
      await poster.post(
        { url: fields.url, body: JSON.stringify(messageOf(title, text, facts)), repeatable: false },
        call,
      );
      return { accepted: true as const };
    },
    external: ({ title, text, connection }) => ({ what: `Teams: ${title ?? text}`, target: connection }),
  });
  return { tools: [post], close: async () => await poster.close() };
}

/** An Adaptive Card, as workflows take it: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
function messageOf(title: string | undefined, text: string, facts: Record<string, string | number | boolean>) {
  const entries = Object.entries(facts).map(([name, value]) => ({ title: name, value: String(value) }));
  const body = [
    ...(title ? [{ type: "TextBlock", text: title, size: "Large", weight: "Bolder", wrap: true }] : []),
    { type: "TextBlock", text, wrap: true },
    ...(entries.length > 0 ? [{ type: "FactSet", facts: entries }] : []),
  ];
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body,
  };
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card }] };
}
