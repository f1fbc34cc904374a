import { amountText, readNumber } from "./amount.ts";

/** Digits as this language writes them, its unit beside it; an amount says how it was understood. */
export function NumberField(props: {
  control: {
    id: string;
    onBlur(): void;
    className: string;
    "aria-describedby"?: string;
  };
  written: string;
  whole: boolean;
  money: boolean;
  unit?: string;
  onChange(written: string): void;
}) {
  const { control, written, unit } = props;
  const understood = props.money ? readNumber(written) : undefined;
  return (
    <div className="flex items-center gap-2">
      <input
        {...control}
        inputMode={props.whole ? "numeric" : "decimal"}
        autoComplete="off"
        className="control max-w-48 text-right"
        value={written}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {unit && <span className="shrink-0 text-soft">{unit}</span>}
      {understood !== undefined && (
        <output htmlFor={control.id} className="truncate text-xs text-faint">
          = {amountText(understood, unit)}
        </output>
      )}
    </div>
  );
}
