import type { DefinitionVersionPage } from "@taskwright/api/definition.ts";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import type { z } from "zod";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { Moment } from "../ui/moment.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";
import { Editor } from "./editor.tsx";

type Pages = UseInfiniteQueryResult<InfiniteData<z.infer<typeof DefinitionVersionPage>>>;

/** Every text it ever had, newest first. */
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
  const [picked, setPicked] = useState<number>();
  if (versions.isPending) return <SkeletonRows />;
  if (versions.isError) return <Failed error={versions.error} onRetry={() => void versions.refetch()} />;
  const all = versions.data.pages.flatMap((page) => page.items);
  const shown = all.find((version) => version.version === (picked ?? chosen)) ?? all[0];
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
          <Editor key={shown.version} label={text.definitions.version(shown.version)} initial={shown.source} readOnly />
          {mayWrite && shown.version !== current && (
            <div className="border-t border-line px-4 py-2">
              <Button onClick={() => onUse(shown.source)}>{text.definitions.useVersion}</Button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}
