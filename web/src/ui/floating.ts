import { cloneElement, useEffect, useState, type HTMLAttributes, type MouseEvent, type ReactElement } from "react";
import { text } from "../text.ts";
import { toast } from "./toast.tsx";

/** What menus and panels stand on is no part of the first load: it comes when the page is quiet, or as one is opened. */
const importParts = async () => ({ ...(await import("./menu-parts.tsx")), ...(await import("./popover-parts.tsx")) });
type Parts = Awaited<ReturnType<typeof importParts>>;

const QUIET_MS = 3_000;
let parts: Parts | undefined;

async function load(): Promise<void> {
  parts ??= await importParts();
}

/** For what is drawn only within an open menu. */
export function floatingParts(): Parts {
  return parts!;
}

/** The parts once one is wanted, and the trigger as it stands until then. */
export function useFloating<Props extends HTMLAttributes<HTMLElement>>(
  trigger: ReactElement<Props>,
  popup: "menu" | "dialog",
  onWanted?: () => void,
): { parts: Parts | undefined; byKeyboard: boolean; trigger: ReactElement<Props> } {
  const [wanted, setWanted] = useState<{ byKeyboard: boolean }>();
  useEffect(() => {
    if (parts) return;
    const timer = setTimeout(() => void load().catch(() => {}), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  async function open({ detail }: MouseEvent): Promise<void> {
    try {
      await load();
      setWanted({ byKeyboard: detail === 0 });
      onWanted?.();
    } catch {
      toast(text.errors.unreachable, "error");
    }
  }
  const closed: HTMLAttributes<HTMLElement> = {
    "aria-haspopup": popup,
    "aria-expanded": false,
    onPointerEnter: () => void load().catch(() => {}),
    onClick: (event) => void open(event),
  };
  return {
    parts: wanted ? parts : undefined,
    byKeyboard: wanted?.byKeyboard ?? false,
    trigger: wanted ? trigger : cloneElement(trigger, closed as Partial<Props>),
  };
}
