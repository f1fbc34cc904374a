import { text } from "../../text.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { stepsOf } from "../step-list.ts";
import { onOneLine, isPlainObject } from "../yaml/render.ts";
import { Section } from "./fields.tsx";
import { useForm } from "./form-context.ts";

/** What can start a task of it today, ready to copy. */
export function Starts() {
  const { value } = useForm();
  const words = text.definitions.form.starts;
  const name = typeof value.name === "string" ? value.name : "";
  const inputs = isPlainObject(value.inputs) ? value.inputs : {};
  const needed = Object.entries(inputs).filter(
    ([, spec]) => isPlainObject(spec) && spec.default === undefined && spec.required !== false,
  );
  const body = JSON.stringify({
    definition: name,
    inputs: Object.fromEntries(needed.map(([key, spec]) => [key, sample(spec)])),
  });
  const curl = `curl -X POST ${location.origin}/api/v1/tasks \\\n  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\\n  -d ${quoted(body)}`;
  const flags = needed.map(([key, spec]) => ` --input ${key}=${isFile(spec) ? "@file" : quoted(words.value)}`).join("");
  const step = `- task: ${onOneLine(name)}${needed.length === 0 ? "" : `\n  with:\n${needed.map(([key]) => `    ${key}: "{{ inputs.${key} }}"`).join("\n")}`}`;
  const waits = stepsOf(value).flatMap(({ step: one }) =>
    isPlainObject(one.wait) && typeof one.wait.event === "string" ? [{ event: one.wait.event, key: one.wait.key }] : [],
  );
  return (
    <Section id="starts" title={words.title} about={words.about}>
      <dl className="flex flex-col gap-3">
        <Way title={words.cli} code={`taskwright run ${quoted(name)}${flags}`} />
        <Way title={words.api} code={curl} />
        <Way title={words.task} code={step} />
        {waits.map(({ event, key }, index) => (
          <Way
            key={index}
            title={words.event(event)}
            code={`curl -X POST ${location.origin}/api/v1/events \\\n  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\\n  -d ${quoted(JSON.stringify({ name: event, ...(key === undefined ? {} : { key }), data: {} }))}`}
          />
        ))}
      </dl>
      <p className="text-xs text-faint">{words.schedule}</p>
    </Section>
  );
}

function Way({ title, code }: { title: string; code: string }) {
  return (
    <div>
      <dt className="flex items-center justify-between gap-2 text-soft">
        {title}
        <CopyButton value={code} label={text.definitions.form.starts.copy(title)} />
      </dt>
      <dd>
        <pre className="rounded-md border border-line bg-page px-3 py-2 font-mono text-xs whitespace-pre-wrap">
          {code}
        </pre>
      </dd>
    </div>
  );
}

function isFile(spec: unknown): boolean {
  return isPlainObject(spec) && (spec.type === "file" || spec.format === "file");
}

function sample(spec: unknown): unknown {
  if (isFile(spec)) return { file: 1 };
  const type = isPlainObject(spec) ? spec.type : undefined;
  if (type === "number" || type === "integer") return 1;
  if (type === "boolean") return true;
  if (type === "list") return [];
  if (type === "object") return {};
  if (type === "enum" && isPlainObject(spec) && Array.isArray(spec.values)) return spec.values[0] as unknown;
  return "…";
}

/** For a shell. */
function quoted(words: string): string {
  return `'${words.replaceAll("'", `'\\''`)}'`;
}
