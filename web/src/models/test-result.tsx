import type { ModelTest } from "@taskwright/api/model.ts";
import { CircleAlert, CircleCheck } from "lucide-react";
import { duration } from "../format/duration.ts";
import { dollars } from "../format/money.ts";
import { number } from "../format/number.ts";
import { text } from "../text.ts";
import { Notice } from "../ui/states.tsx";

/** What one real request came to: what it wrote and took; or what is wrong and what to do about it. */
export function TestResult({ result }: { result: ModelTest }) {
  const words = text.models;
  const { usage, cost } = result;
  const Icon = result.ok ? CircleCheck : CircleAlert;
  return (
    <Notice tone={result.ok ? "plain" : "bad"}>
      <p className="flex items-start gap-2">
        <Icon size={16} aria-hidden className={result.ok ? "mt-0.5 shrink-0 text-good" : "mt-0.5 shrink-0"} />
        <span className="min-w-0">
          <span className="font-medium">{result.ok ? words.testOk : words.testFailed}</span>{" "}
          <span dir="auto" className="whitespace-pre-wrap">
            {result.ok ? words.wrote(result.text) : result.text}
          </span>
        </span>
      </p>
      <p className="mt-1 pl-6 text-xs">
        {[
          duration(result.ms),
          ...(usage ? [words.tokens(number(usage.inputTokens), number(usage.outputTokens))] : []),
          ...(result.ok ? [cost === null ? words.costUnknown : dollars(cost)] : []),
        ].join(" · ")}
      </p>
    </Notice>
  );
}
