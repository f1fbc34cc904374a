import { text } from "../../text.ts";
import { clsx } from "../clsx.ts";
import { Combobox } from "./combobox.tsx";
import type { Choice } from "./schema.ts";

/** So many are all in sight as radio buttons; more are a list, and still more one to search in. */
const RADIOS = 5;
const SEARCHED = 12;
/** Longer ones stand below each other, each on a line of its own. */
const LONG_LABEL = 24;

interface ChoiceFieldProps {
  control: {
    id: string;
    onBlur(): void;
    className: string;
    "aria-required"?: true;
    "aria-describedby"?: string;
    "aria-invalid"?: true;
  };
  label: string;
  choices: readonly Choice[];
  /** JSON of what is chosen, or empty */
  value: string;
  required: boolean;
  onChange(value: string): void;
}

export function ChoiceField(props: ChoiceFieldProps) {
  const { control, choices, value, onChange } = props;
  if (choices.length <= RADIOS) return <Radios {...props} />;
  const options = choices.map((choice) => ({ value: JSON.stringify(choice.value), label: choice.label }));
  if (choices.length > SEARCHED)
    return <Combobox control={control} label={props.label} options={options} value={value} onChange={onChange} />;
  return (
    <select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{text.forms.choose}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function Radios({ control, label, choices, value, required, onChange }: ChoiceFieldProps) {
  const { className: _, id, onBlur, ...aria } = control;
  const areLong = choices.some((choice) => choice.label.length > LONG_LABEL);
  return (
    <div
      role="radiogroup"
      aria-label={label}
      {...aria}
      className={clsx("flex gap-x-4 gap-y-1.5", areLong ? "flex-col" : "flex-wrap")}
    >
      {choices.map((choice, index) => {
        const json = JSON.stringify(choice.value);
        return (
          <label key={json} className="inline-flex min-h-7 items-center gap-2">
            <input
              // what is wrong with the field leads to its first button
              id={index === 0 ? id : undefined}
              type="radio"
              name={id}
              className="size-4 accent-(--ink)"
              checked={value === json}
              onBlur={onBlur}
              onChange={() => onChange(json)}
              // one that need not be chosen can be taken back
              onClick={() => !required && value === json && onChange("")}
            />
            <span dir="auto">{choice.label}</span>
          </label>
        );
      })}
    </div>
  );
}
