import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";

/** One of a few, all in sight. For more than five, or long names, use a select. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: { value: Value; label: ReactNode; title?: string }[];
  onChange(value: Value): void;
}) {
  return (
    <RadioGroup.Root
      aria-label={label}
      orientation="horizontal"
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className="inline-flex w-fit max-w-full gap-0.5 overflow-x-auto rounded-md border border-line bg-raised p-0.5"
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          title={option.title}
          className="inline-flex min-h-7 items-center gap-1.5 rounded-sm px-2.5 whitespace-nowrap text-soft outline-offset-[-2px] hover:text-ink data-[state=checked]:bg-surface data-[state=checked]:font-medium data-[state=checked]:text-ink data-[state=checked]:shadow-segment"
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
