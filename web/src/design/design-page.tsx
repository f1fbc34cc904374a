import { Page } from "../ui/page.tsx";
import { text } from "../text.ts";
import { Charts } from "./charts.tsx";
import { Controls } from "./controls.tsx";
import { Data } from "./data.tsx";
import { Floating } from "./floating.tsx";
import { Forms } from "./forms.tsx";
import { Foundations } from "./foundations.tsx";
import { Lists } from "./lists.tsx";
import { States } from "./states.tsx";

/**
 * For those who build pages: every primitive in its states, light and dark side by side. Its words are
 * names of code and samples, so they are not among the texts that are translated.
 */
export function DesignPage() {
  return (
    <Page title={text.design.title} padded>
      <p className="mb-4 max-w-2xl text-soft">{text.design.text}</p>
      <div className="grid gap-4 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-6 rounded-lg border border-line bg-surface p-4 text-ink [color-scheme:light]">
          <Samples />
        </div>
        <div className="flex min-w-0 flex-col gap-6 rounded-lg border border-line bg-surface p-4 text-ink [color-scheme:dark]">
          <Samples />
        </div>
      </div>
    </Page>
  );
}

function Samples() {
  return (
    <>
      <Foundations />
      <Controls />
      <Floating />
      <Data />
      <Lists />
      <Forms />
      <Charts />
      <States />
    </>
  );
}
