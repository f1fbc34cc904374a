import type { ToolInfo } from "@taskwright/api/definition.ts";
import type { Effect } from "@taskwright/api/step.ts";
import { ChevronDown, ChevronRight, KeyRound } from "lucide-react";
import { text } from "../text.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { ToolDetails } from "./tool-details.tsx";
import { useConfirm } from "./use-confirm.ts";

const EFFECTS = ["read", "write", "external"] as const;
const TONES = { read: "text-faint", write: "text-soft", external: "text-ink font-medium" } satisfies Record<
  Effect,
  string
>;

/** A tool in a line; opened it tells its arguments. `app`: the reader may say what calling it means. */
export function ToolRow(props: { tool: ToolInfo; app: number | undefined; open: boolean; onToggle(): void }) {
  const { tool, app, open } = props;
  const words = text.apps;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div className={clsx(!tool.confirmed && "border-l-3 border-human")}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 hover:bg-raised">
        <button
          type="button"
          aria-expanded={open}
          onClick={props.onToggle}
          className="flex min-h-9 min-w-0 flex-1 basis-40 items-center gap-2 text-left"
        >
          <Chevron size={14} aria-hidden className="shrink-0 text-faint" />
          <span className="min-w-0">
            <span className="block truncate font-mono text-xs">{tool.name}</span>
            <span dir="auto" className="block truncate text-xs text-faint">
              {tool.title === tool.name ? tool.description : tool.title}
            </span>
          </span>
        </button>
        {tool.connection && (
          <span
            title={
              tool.connection.required ? words.needs.must(tool.connection.app) : words.needs.may(tool.connection.app)
            }
            className="flex items-center gap-1 text-xs text-faint"
          >
            <KeyRound size={12} aria-hidden />
            {tool.connection.app}
          </span>
        )}
        {!tool.confirmed && <Badge tone="human">{tool.changed ? words.changed : words.unconfirmed}</Badge>}
        {app === undefined ? (
          <span
            title={words.effectText[tool.effect]}
            className={clsx("text-xs sm:w-20 sm:text-right", TONES[tool.effect])}
          >
            {words.effects[tool.effect]}
          </span>
        ) : (
          <Meaning tool={tool} app={app} />
        )}
      </div>
      {open && <ToolDetails tool={tool} />}
    </div>
  );
}

function Meaning({ tool, app }: { tool: ToolInfo; app: number }) {
  const confirm = useConfirm(app);
  const words = text.apps;
  return (
    <span className="flex items-center gap-2">
      <select
        aria-label={words.effectOf(tool.name)}
        title={words.effectText[tool.effect]}
        className="control w-28!"
        value={tool.effect}
        disabled={confirm.isPending}
        onChange={(event) =>
          confirm.mutate({
            tools: [{ tool: tool.name, effect: event.target.value as Effect }],
            said: words.confirmedDone(1),
          })
        }
      >
        {EFFECTS.map((effect) => (
          <option key={effect} value={effect}>
            {words.effects[effect]}
          </option>
        ))}
      </select>
      {tool.confirmed ? (
        <Button
          look="bare"
          busy={confirm.isPending}
          aria-label={words.withdrawNamed(tool.name)}
          className="w-28"
          onClick={() =>
            confirm.mutate({ tools: [{ tool: tool.name, confirmed: false }], said: words.withdrawnDone(tool.name) })
          }
        >
          {words.withdraw}
        </Button>
      ) : (
        <Button
          busy={confirm.isPending}
          aria-label={words.confirmNamed(tool.name)}
          className="w-28"
          onClick={() => confirm.mutate({ tools: [{ tool: tool.name }], said: words.confirmedDone(1) })}
        >
          {words.confirm}
        </Button>
      )}
    </span>
  );
}
