import { Ban, Pause, Play, RotateCcw, X } from "lucide-react";
import { useId, useRef, useState } from "react";
import { text } from "../text.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Progress } from "../ui/progress.tsx";
import { toast } from "../ui/toast.tsx";
import { BulkReport } from "./bulk-report.tsx";
import { controlTasks, type BulkResult } from "./bulk.ts";
import { MOST_SELECTED } from "./matching.ts";
import type { ControlVerb } from "./queries.ts";
import type { RowSelection } from "./use-row-selection.ts";

const VERBS = { pause: Pause, resume: Play, retry: RotateCcw, cancel: Ban };

/** What can be done with the selected tasks, how far it is, and what came of each of them. */
export function SelectionBar(props: { selection: RowSelection }) {
  const { selection } = props;
  const { tasks: selected, more, reading } = selection;
  const [running, setRunning] = useState<{ verb: ControlVerb; done: number; all: number }>();
  const [asking, setAsking] = useState(false);
  const [report, setReport] = useState<{ verb: ControlVerb; result: BulkResult }>();
  const stop = useRef<AbortController>(undefined);

  async function act(verb: ControlVerb, reason?: string): Promise<void> {
    setAsking(false);
    stop.current = new AbortController();
    setRunning({ verb, done: 0, all: selected.length });
    const result = await controlTasks(selected, verb, {
      reason,
      signal: stop.current.signal,
      onProgress: (done) => setRunning({ verb, done, all: selected.length }),
    });
    setRunning(undefined);
    if (result.refused.length === 0 && result.left === 0) {
      toast(text.taskList.bulk[verb].done(result.done));
      selection.clear();
    } else setReport({ verb, result });
  }

  return (
    <>
      {selected.length > 0 && (
        <section
          aria-label={text.taskList.selectedActions}
          className="flex flex-wrap items-center gap-2 border-t border-line bg-raised px-4 py-2"
        >
          <span role="status" className="mr-2 font-medium">
            {running ? text.taskList.bulkProgress(running.done, running.all) : text.taskList.selected(selected.length)}
          </span>
          {reading !== undefined ? (
            <span role="status" className="mr-2 text-soft">
              {text.taskList.readingMatching(reading)}
            </span>
          ) : (
            more &&
            !running && (
              <Button onClick={more.read}>
                {text.taskList.selectMatching(Math.min(more.total, MOST_SELECTED), more.total > MOST_SELECTED)}
              </Button>
            )
          )}
          {running ? (
            <>
              <Progress percent={(100 * running.done) / running.all} className="w-40" />
              <Button onClick={() => stop.current?.abort()}>{text.taskList.stop}</Button>
            </>
          ) : (
            <>
              {(Object.keys(VERBS) as ControlVerb[]).filter(isBulk).map((verb) => {
                const Icon = VERBS[verb];
                return (
                  <Button
                    key={verb}
                    disabled={reading !== undefined}
                    onClick={() => (verb === "cancel" ? setAsking(true) : void act(verb))}
                  >
                    <Icon size={14} />
                    {text.tasks.controls[verb].label}
                  </Button>
                );
              })}
              <IconButton label={text.taskList.unselect} onClick={selection.clear}>
                <X size={14} />
              </IconButton>
            </>
          )}
        </section>
      )}
      {asking && (
        <CancelMany
          count={selected.length}
          onClose={() => setAsking(false)}
          onCancel={(reason) => void act("cancel", reason)}
        />
      )}
      {report && (
        <BulkReport
          {...report}
          onClose={() => {
            selection.keep(report.result.refused.map(({ task }) => task.id));
            setReport(undefined);
          }}
        />
      )}
    </>
  );
}

function isBulk(verb: ControlVerb): verb is keyof typeof VERBS {
  return verb in VERBS;
}

function CancelMany(props: { count: number; onClose(): void; onCancel(reason: string): void }) {
  const [reason, setReason] = useState("");
  const field = useId();
  return (
    <Dialog title={text.taskList.bulk.cancel.title(props.count)} onClose={props.onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          props.onCancel(reason.trim());
        }}
      >
        <p className="text-soft">{text.tasks.controls.cancel.what}</p>
        <div className="flex flex-col gap-1">
          <label htmlFor={field}>{text.tasks.cancelReason}</label>
          <input
            id={field}
            className="control"
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>{text.tasks.cancelKeep}</Button>
          <Button type="submit" look="danger">
            {text.taskList.cancelMany(props.count)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
