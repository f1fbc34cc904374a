import { useState } from "react";
import { text } from "../../text.ts";
import type { Choice } from "./schema.ts";

/** So many can be looked through; more are searched. */
const SEARCHED = 10;

/** Any number of a list of values, as boxes to tick. */
export function ChoicesField(props: {
  id: string;
  label: string;
  choices: readonly Choice[];
  /** JSON of each that is chosen */
  value: readonly string[];
  describedBy?: string;
  onBlur(): void;
  onChange(value: string[]): void;
}) {
  const { choices, value } = props;
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  return (
    <div
      id={props.id}
      tabIndex={-1}
      role="group"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      className="flex flex-col gap-1.5"
    >
      {choices.length > SEARCHED && (
        <input
          type="search"
          className="control max-w-80"
          aria-label={text.forms.findIn(props.label)}
          placeholder={text.forms.findIn(props.label)}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <div
        className={
          choices.length > SEARCHED
            ? "max-h-60 overflow-y-auto rounded-md border border-line p-2"
            : "flex flex-wrap gap-x-4 gap-y-1.5"
        }
      >
        {choices.map((choice) => {
          const json = JSON.stringify(choice.value);
          const chosen = value.includes(json);
          if (!chosen && !choice.label.toLowerCase().includes(wanted)) return null;
          return (
            <label key={json} className="flex min-h-7 items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-(--ink)"
                checked={chosen}
                onBlur={props.onBlur}
                onChange={(event) =>
                  // in the order of the list, whatever the order of ticking
                  props.onChange(
                    choices
                      .map((each) => JSON.stringify(each.value))
                      .filter((each) => (each === json ? event.target.checked : value.includes(each))),
                  )
                }
              />
              <span dir="auto">{choice.label}</span>
            </label>
          );
        })}
      </div>
    </div>
  );
}
