import type { Event } from "@taskwright/api/event.ts";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { text } from "../text.ts";
import { LogEntry } from "./log-entry.tsx";

/** Entries however many; with `follow` the newest stays in sight until the reader scrolls away. */
export function LogList({
  events,
  label,
  follow = false,
  onFollow,
}: {
  events: Event[];
  label: string;
  follow?: boolean;
  onFollow?(follow: boolean): void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    getItemKey: (index) => events[index]!.id,
    overscan: 20,
  });
  useEffect(() => {
    if (follow && events.length > 0) virtual.scrollToIndex(events.length - 1, { align: "end" });
  }, [follow, events.length, virtual]);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller.current!;
    if (follow && scrollHeight - scrollTop - clientHeight > 200) onFollow?.(false);
  };
  return (
    <div
      ref={scroller}
      role="log"
      aria-label={label}
      aria-live={follow ? "polite" : "off"}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
      tabIndex={0}
      onWheel={onScroll}
      onTouchMove={onScroll}
      className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]"
    >
      {events.length === 0 ? (
        <p className="px-4 py-6 text-soft">{text.log.emptyFiltered}</p>
      ) : (
        <ol className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => (
            <li
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <LogEntry event={events[item.index]!} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
