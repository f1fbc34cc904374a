import type { DefinitionVersionPage } from "@taskwright/api/definition.ts";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { z } from "zod";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { Difference } from "./difference.tsx";
import { TextView } from "./editor.tsx";

type Pages = UseInfiniteQueryResult<InfiniteData<z.infer<typeof DefinitionVersionPage>>>;

/** Every text it ever had, newest first, each against the one before it or any other. */
export function Versions({
  versions,
  current,
  chosen,
  onUse,
}: {
  versions: Pages;
  current: number;
  chosen?: number;
  onUse(source: string): void;
}) {
  const mayWrite = useMay("definition.write");
  const id = useId();
  const [picked, setPicked] = useState<number>();
  const [against, setAgainst] = useState<number | "before" | "alone">("before");
  if (versions.isPending) return <SkeletonRows />;
  if (versions.isError) return <Failed error={versions.error} onRetry={() => void versions.refetch()} />;
  const all = versions.data.pages.flatMap((page) => page.items);
  const shown = all.find((version) => version.version === (picked ?? chosen)) ?? all[0];
  const other = all.find(({ version }) => version === (against === "before" ? (shown?.version ?? 0) - 1 : against));
  return (
    <div className="flex h-full min-h-96 flex-1 max-md:flex-col">
      <ul
        aria-label={text.definitions.tabs.versions}
        className="shrink-0 overflow-y-auto border-line max-md:max-h-48 max-md:border-b md:w-64 md:border-r"
      >
        {all.map((version) => (
          <li key={version.version}>
            <button
              type="button"
              aria-current={version === shown ? "true" : undefined}
              onClick={() => setPicked(version.version)}
              className={clsx(
                "flex w-full flex-col px-4 py-2 text-left -outline-offset-2",
                version === shown ? "bg-raised" : "hover:bg-raised",
              )}
            >
              <span className="font-medium">
                {text.definitions.version(version.version)}
                {version.version === current && (
                  <span className="font-normal text-faint"> · {text.definitions.current}</span>
                )}
              </span>
              <span className="text-xs text-faint">
                {version.createdBy.name} · <Moment at={version.createdAt} />
              </span>
            </button>
          </li>
        ))}
        {versions.hasNextPage && (
          <li className="p-3">
            <Button onClick={() => void versions.fetchNextPage()}>{text.actions.loadMore}</Button>
          </li>
        )}
      </ul>
      {shown && (
        <div className="flex min-h-80 min-w-0 flex-1 flex-col">
          <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-1.5">
            <span className="flex items-center gap-2">
              <label htmlFor={`${id}-against`} className="whitespace-nowrap text-soft">
                {text.definitions.diff.against}
              </label>
              <select
                id={`${id}-against`}
                className="control"
                value={other?.version ?? "alone"}
                onChange={(event) => setAgainst(event.target.value === "alone" ? "alone" : Number(event.target.value))}
              >
                {all
                  .filter((version) => version !== shown)
                  .map(({ version }) => (
                    <option key={version} value={version}>
                      {text.definitions.diff.before(version)}
                    </option>
                  ))}
                <option value="alone">{text.definitions.diff.alone}</option>
              </select>
            </span>
            {mayWrite && shown.version !== current && (
              <Button onClick={() => onUse(shown.source)}>{text.definitions.useVersion}</Button>
            )}
          </div>
          {other ? (
            <Difference
              before={other.source}
              after={shown.source}
              labels={[text.definitions.version(other.version), text.definitions.version(shown.version)]}
            />
          ) : (
            <TextView key={shown.version} label={text.definitions.version(shown.version)} source={shown.source} />
          )}
        </div>
      )}
    </div>
  );
}
