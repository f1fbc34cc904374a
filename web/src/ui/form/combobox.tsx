import { Check, ChevronsUpDown } from "lucide-react";
import { useId, useState, type KeyboardEvent } from "react";
import { text } from "../../text.ts";
import { clsx } from "../clsx.ts";

export interface Option {
  value: string;
  label: string;
}

/** A list one searches by typing; the arrows and Enter choose. */
export function Combobox(props: {
  control: { id: string; onBlur(): void; className: string };
  label: string;
  options: readonly Option[];
  value: string;
  onChange(value: string): void;
}) {
  const { control, options, value, onChange } = props;
  const list = useId();
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const chosen = options.find((option) => option.value === value);
  const open = typed !== undefined;
  const wanted = (typed ?? "").trim().toLowerCase();
  const found = options.filter(({ label }) => label.toLowerCase().includes(wanted));
  const current = found[Math.min(active, found.length - 1)];

  const choose = (option: Option | undefined) => {
    if (option) onChange(option.value);
    setTyped(undefined);
    setActive(0);
  };
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (!open) setTyped("");
      else setActive(Math.min(found.length - 1, Math.max(0, active + step)));
    } else if (event.key === "Enter" && open) choose(current);
    else if (event.key === "Escape" && open) setTyped(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className="relative">
      <input
        {...control}
        role="combobox"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && current ? `${list}-${found.indexOf(current)}` : undefined}
        autoComplete="off"
        className="control pr-7"
        placeholder={text.forms.chooseTyping}
        value={typed ?? chosen?.label ?? ""}
        onClick={() => setTyped((before) => before ?? "")}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
          // taking away what was chosen is a choice too
          if (event.target.value === "") onChange("");
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setTyped(undefined);
          control.onBlur();
        }}
      />
      <ChevronsUpDown size={14} aria-hidden className="pointer-events-none absolute top-2.25 right-2 text-faint" />
      <div
        id={list}
        role="listbox"
        aria-label={props.label}
        hidden={!open}
        className="absolute inset-x-0 top-full z-20 mt-1 max-h-60 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float"
      >
        {found.map((option, index) => (
          <div
            key={option.value}
            id={`${list}-${index}`}
            role="option"
            aria-selected={option.value === value}
            // before the field loses the focus
            onPointerDown={(event) => {
              event.preventDefault();
              choose(option);
            }}
            className={clsx(
              "flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2",
              option === current && "bg-raised",
            )}
          >
            <Check size={14} aria-hidden className={option.value === value ? undefined : "invisible"} />
            <span dir="auto">{option.label}</span>
          </div>
        ))}
        {open && found.length === 0 && (
          <div role="option" aria-selected={false} aria-disabled className="px-2 py-1 text-faint">
            {text.forms.noneFound}
          </div>
        )}
      </div>
    </div>
  );
}
