import { useEffect, type ReactNode } from "react";
import { text } from "../text.ts";
import { clsx } from "./clsx.ts";

/** A page's frame: its name in the tab, one heading, what one can do at the upper right. */
export function Page({
  title,
  heading,
  actions,
  children,
  padded = false,
}: {
  title: string;
  heading?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  padded?: boolean;
}) {
  useEffect(() => {
    document.title = `${title} · ${text.product}`;
  }, [title]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        {heading ?? <h1 className="text-lg font-semibold">{title}</h1>}
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      <div className={clsx("flex min-h-0 flex-1 flex-col overflow-y-auto", padded && "p-4")}>{children}</div>
    </div>
  );
}
