import { text } from "../text.ts";
import { Segmented } from "../ui/segmented.tsx";
import { toast } from "../ui/toast.tsx";
import type { TextModel } from "./text-model.ts";

type Way = "steps" | "words";

/** How a new definition begins: with steps, or as a paragraph that an agent carries out. */
export function Beginning({ model, value }: { model: TextModel; value: Record<string, unknown> }) {
  const words = text.definitions.beginning;
  const way: Way = value.steps === undefined && value.instructions !== undefined ? "words" : "steps";
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-page px-3 py-1.5">
      <Segmented<Way>
        label={words.label}
        value={way}
        options={[
          { value: "steps", label: words.steps },
          { value: "words", label: words.words },
        ]}
        onChange={(next) => {
          if (!isStarter(model.text())) toast(words.replaced);
          model.replace(next === "words" ? text.definitions.starterInWords : text.definitions.starter);
        }}
      />
      <p className="min-w-0 text-soft">{words.about[way]}</p>
    </div>
  );
}

/** Nobody's work is lost with it. */
export function isStarter(source: string): boolean {
  return source === text.definitions.starter || source === text.definitions.starterInWords;
}
