import { useFloating } from "./floating.ts";
import type { PopoverProps } from "./popover-parts.tsx";

/** A small panel beside what opened it. */
export function Popover(props: PopoverProps) {
  const { onOpenChange } = props;
  const { parts, trigger } = useFloating(props.trigger, "dialog", () => onOpenChange?.(true));
  if (!parts) return trigger;
  return <parts.OpenPopover {...props} trigger={trigger} />;
}
