import { useId } from "react";
import { SchemaForm } from "../ui/form/schema-form.tsx";
import { useSchemaForm } from "../ui/form/use-schema-form.ts";
import { Sample } from "./sample.tsx";

const SCHEMA = {
  type: "object",
  required: ["amount", "day"],
  properties: {
    amount: { type: "string", format: "money", title: "Amount" },
    day: { type: "string", format: "date", title: "Pay on" },
    kind: { enum: ["goods", "services"], title: "Kind" },
    tags: { type: "array", title: "Tags", uniqueItems: true, items: { enum: ["late", "new", "partial"] } },
    lines: {
      type: "array",
      title: "Lines",
      items: { type: "object", properties: { text: { type: "string", title: "Text" } } },
    },
    invoice: { type: "object", format: "file", title: "Invoice" },
    express: { type: "boolean", title: "Express" },
    note: { type: "string", format: "multiline", title: "Note", description: "What the next reader should know" },
  },
};
const VALUE = { amount: "4711.50", kind: "goods", tags: ["late"], lines: [{ text: "Paper" }] };

export function Forms() {
  const form = useSchemaForm(useId(), SCHEMA, VALUE);
  return (
    <Sample name="SchemaForm">
      <div className="w-full max-w-md">
        <SchemaForm form={form} />
      </div>
    </Sample>
  );
}
