import type { HTMLAttributes, ReactNode } from "react";
import { Failed, Skeleton } from "../ui/states.tsx";

/** One question Home answers, with a way to all of the answer. */
export function Panel({
  title,
  all,
  children,
  ...rest
}: { title: string; all?: ReactNode; children: ReactNode } & HTMLAttributes<HTMLElement>) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-lg border border-line" {...rest}>
      <div className="flex min-h-10 items-center justify-between gap-2 border-b border-line px-4">
        <h2 className="font-semibold">{title}</h2>
        {all}
      </div>
      {children}
    </section>
  );
}

/** What a panel shows while it has nothing to show. */
export function PanelState({
  query,
  empty,
}: {
  query: { isPending: boolean; isError: boolean; error: unknown; refetch(): unknown };
  empty: string;
}) {
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.isPending) return <p className="px-4 py-6 text-center text-faint">{empty}</p>;
  return (
    <div aria-hidden className="flex flex-col gap-3 p-4">
      <Skeleton className="h-5 w-3/4" />
      <Skeleton className="h-5 w-1/2" />
    </div>
  );
}

export const PANEL_ROW =
  "relative flex flex-col gap-0.5 border-b border-line px-4 py-2 last:border-0 hover:bg-raised focus-within:bg-raised";
export const PANEL_LINK =
  "min-w-0 truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus";
export const PANEL_ALL = "text-soft hover:text-ink hover:underline";
