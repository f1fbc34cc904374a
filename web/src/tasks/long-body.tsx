import type { LongBody as Long } from "@taskwright/api/body.ts";
import { useState } from "react";
import { Download } from "lucide-react";
import { readProblem } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { DataView } from "../ui/data-view.tsx";
import { toastProblem } from "../ui/toast.tsx";

/** Data that was too long to come by itself: it shows how it begins, and comes when asked for. */
export function LongBody({ address, label, long }: { address: string; label: string; long: Long }) {
  const [whole, setWhole] = useState<{ value: unknown }>();
  const [busy, setBusy] = useState(false);
  const load = async () => {
    setBusy(true);
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) throw await readProblem(response);
      setWhole({ value: await response.json() });
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const download = (
    <a href={address} download className={buttonClass("bare")}>
      <Download size={14} />
      {text.json.download}
    </a>
  );
  if (whole)
    return (
      <div className="flex min-w-0 flex-col items-start gap-2">
        <div className="w-full min-w-0">
          <DataView value={whole.value} label={label} />
        </div>
        {download}
      </div>
    );
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p className="text-soft">{text.json.long(long.bytes)}</p>
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        tabIndex={0}
        role="group"
        aria-label={label}
        className="max-h-60 overflow-auto rounded-md border border-line bg-page p-3 font-mono text-xs whitespace-pre-wrap"
      >
        {long.head}…
      </pre>
      <div className="flex gap-2">
        <Button onClick={() => void load()} busy={busy}>
          {text.json.loadAll(long.bytes)}
        </Button>
        {download}
      </div>
    </div>
  );
}
