import { Plus, X } from "lucide-react";
import { useId } from "react";
import { locale } from "../../language.ts";
import { text } from "../../text.ts";
import { IconButton } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import type { FormPart } from "./agent-form.tsx";
import { DAYS, type Day, type HoursDraft } from "./draft.ts";
import { Section } from "./section.tsx";

/** When it takes tasks: always, or in spans of the week, in a time zone. */
export function Hours({ draft, change, issues, disabled }: FormPart) {
  const words = text.agents.form;
  const { hours } = draft;
  return (
    <Section title={words.hours} about={words.hoursAbout} error={issues.hours}>
      <div>
        <Segmented<"always" | "hours">
          label={words.hours}
          value={hours ? "hours" : "always"}
          options={[
            { value: "always", label: words.always },
            { value: "hours", label: words.someHours },
          ]}
          onChange={(value) => !disabled && change({ hours: value === "always" ? null : (hours ?? officeHours()) })}
        />
      </div>
      {hours && <Week hours={hours} disabled={disabled} onChange={(next) => change({ hours: next })} />}
    </Section>
  );
}

function officeHours(): HoursDraft {
  const days = Object.fromEntries(
    DAYS.map((day, place) => [day, place < 5 ? [["09:00", "17:00"] as [string, string]] : []]),
  ) as HoursDraft["days"];
  return { zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC", days };
}

interface WeekProps {
  hours: HoursDraft;
  disabled: boolean;
  onChange(hours: HoursDraft): void;
}

function Week({ hours, disabled, onChange }: WeekProps) {
  const id = useId();
  const words = text.agents.form;
  return (
    <div className="flex flex-col gap-3">
      <Field id={`${id}-zone`} label={words.zone} className="max-w-72">
        <input
          id={`${id}-zone`}
          list={`${id}-zones`}
          disabled={disabled}
          value={hours.zone}
          onChange={(event) => onChange({ ...hours, zone: event.target.value })}
          className="control"
        />
        <datalist id={`${id}-zones`}>
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </datalist>
      </Field>
      <ul className="flex flex-col gap-1">
        {DAYS.map((day) => (
          <DayRow
            key={day}
            day={day}
            spans={hours.days[day]}
            disabled={disabled}
            onChange={(spans) => onChange({ ...hours, days: { ...hours.days, [day]: spans } })}
          />
        ))}
      </ul>
    </div>
  );
}

interface DayRowProps {
  day: Day;
  spans: [string, string][];
  disabled: boolean;
  onChange(spans: [string, string][]): void;
}

function DayRow({ day, spans, disabled, onChange }: DayRowProps) {
  const words = text.agents.form;
  const name = dayName(day);
  const set = (index: number, end: 0 | 1, time: string) =>
    onChange(spans.map((span, place) => (place === index ? (span.with(end, time) as [string, string]) : span)));
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <label className="flex w-32 items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-(--ink)"
          disabled={disabled}
          checked={spans.length > 0}
          onChange={(event) => onChange(event.target.checked ? [["09:00", "17:00"]] : [])}
        />
        {name}
      </label>
      {spans.length === 0 && <span className="leading-8 text-faint">{words.dayOff}</span>}
      {spans.map(([from, to], index) => (
        // spans have no identity but their place
        <span key={index} className="flex items-center gap-1">
          <Clock label={words.from(name)} value={from} disabled={disabled} onChange={(time) => set(index, 0, time)} />
          –
          <Clock label={words.until(name)} value={to} disabled={disabled} onChange={(time) => set(index, 1, time)} />
          {spans.length > 1 && (
            <IconButton
              label={words.removeSpan(name, index + 1)}
              disabled={disabled}
              onClick={() => onChange(spans.toSpliced(index, 1))}
            >
              <X size={14} />
            </IconButton>
          )}
        </span>
      ))}
      {spans.length > 0 && spans.length < 4 && (
        <IconButton
          label={words.addSpan(name)}
          disabled={disabled}
          onClick={() => onChange([...spans, ["18:00", "22:00"]])}
        >
          <Plus size={14} />
        </IconButton>
      )}
    </li>
  );
}

/** Text, since the browser's own clock field cannot say 24:00. */
function Clock(props: { label: string; value: string; disabled: boolean; onChange(time: string): void }) {
  return (
    <input
      aria-label={props.label}
      value={props.value}
      disabled={props.disabled}
      maxLength={5}
      onChange={(event) => props.onChange(event.target.value)}
      className="control w-16! text-center"
    />
  );
}

/** The first of January 2024 was a Monday. */
function dayName(day: Day): string {
  const date = new Date(Date.UTC(2024, 0, 1 + DAYS.indexOf(day)));
  return new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(date);
}
