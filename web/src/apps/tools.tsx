import type { App } from "@taskwright/api/app.ts";
import type { ToolInfo } from "@taskwright/api/definition.ts";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { Segmented } from "../ui/segmented.tsx";
import { usePageKeys } from "../ui/use-keys.ts";
import { ConfirmBar } from "./confirm-bar.tsx";
import { findTools, TOOL_FILTERS, type ToolFilter } from "./search.ts";
import { ToolRow } from "./tool-row.tsx";

/** All tools of an app, or of all apps: searched as one types, only those in view are in the document. */
export function Tools(props: { tools: ToolInfo[]; app: App | undefined; apps: App[]; about: string | undefined }) {
  const { tools, apps } = props;
  const { q = "", show = "all", tool: open } = useSearch({ from: "/shell/apps" });
  const navigate = useNavigate({ from: "/apps" });
  const mayWrite = useMay("app.write");
  const input = useRef<HTMLInputElement>(null);
  const found = useMemo(() => findTools(tools, q, show), [tools, q, show]);
  const idOf = useMemo(() => new Map(apps.map(({ name, id }) => [name, id])), [apps]);
  usePageKeys([{ keys: "/", label: text.apps.search, run: () => input.current?.focus() }]);
  const words = text.apps;
  const filters = TOOL_FILTERS.filter((one) => one !== "unconfirmed" || tools.some((tool) => !tool.confirmed));
  return (
    <>
      {props.about && <p className="border-b border-line px-4 py-3 text-soft">{props.about}</p>}
      {props.app && mayWrite && (
        <ConfirmBar app={props.app} tools={tools} found={q !== "" || show !== "all" ? found : tools} />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
        <input
          ref={input}
          type="search"
          aria-label={words.search}
          placeholder={words.searchHint}
          className="control max-w-96 min-w-40 flex-1"
          value={q}
          onChange={(event) =>
            void navigate({
              search: (before) => ({ ...before, q: event.target.value || undefined }),
              replace: true,
            })
          }
        />
        <Segmented<ToolFilter>
          label={words.show}
          value={filters.includes(show) ? show : "all"}
          onChange={(next) =>
            void navigate({
              search: (before) => ({ ...before, show: next === "all" ? undefined : next }),
              replace: true,
            })
          }
          options={filters.map((value) => ({ value, label: words.filters[value] }))}
        />
        <span role="status" className="text-xs text-faint">
          {words.found(found.length, tools.length)}
        </span>
      </div>
      {found.length === 0 ? (
        <p className="p-6 text-soft">{tools.length === 0 ? words.noTools : words.nothingFound}</p>
      ) : (
        <List
          tools={found}
          open={open}
          idOf={mayWrite ? idOf : new Map()}
          onOpen={(name) => void navigate({ search: (before) => ({ ...before, tool: name }), replace: true })}
        />
      )}
    </>
  );
}

function List(props: {
  tools: ToolInfo[];
  open: string | undefined;
  /** of apps whose tools the reader may confirm */
  idOf: ReadonlyMap<string, number>;
  onOpen(tool: string | undefined): void;
}) {
  const { tools, open, idOf, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: tools.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 49,
    getItemKey: (index) => tools[index]!.name,
    overscan: 12,
  });
  const first = useRef(open);
  useEffect(() => {
    const index = tools.findIndex(({ name }) => name === first.current);
    if (index > 0) virtual.scrollToIndex(index, { align: "start" });
    // once, for an address that names a tool
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <div ref={scroller} className="min-h-80 flex-1 overflow-y-auto">
      <ul aria-label={text.apps.tools(tools.length)} className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const tool = tools[item.index]!;
          return (
            <li
              key={tool.name}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={tools.length}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0 border-b border-line"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <ToolRow
                tool={tool}
                app={idOf.get(tool.app)}
                open={open === tool.name}
                onToggle={() => onOpen(open === tool.name ? undefined : tool.name)}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
