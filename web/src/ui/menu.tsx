import type { ComponentProps, HTMLAttributes, ReactElement, ReactNode } from "react";
import { floatingParts, useFloating } from "./floating.ts";
import type * as Parts from "./menu-parts.tsx";

/** A list of things to do, below what opens it. */
export function Menu(props: {
  trigger: ReactElement<HTMLAttributes<HTMLElement>>;
  children: ReactNode;
  align?: "start" | "end";
}) {
  const { parts, byKeyboard, trigger } = useFloating(props.trigger, "menu");
  if (!parts) return trigger;
  return <parts.OpenMenu {...props} trigger={trigger} byKeyboard={byKeyboard} />;
}

export function MenuItem(props: ComponentProps<typeof Parts.MenuItem>) {
  const parts = floatingParts();
  return <parts.MenuItem {...props} />;
}

export function MenuLink(props: ComponentProps<typeof Parts.MenuLink>) {
  const parts = floatingParts();
  return <parts.MenuLink {...props} />;
}

export function MenuChoice<Value extends string>(props: {
  label: string;
  value: Value;
  options: { value: Value; label: ReactNode }[];
  onChange(value: Value): void;
}) {
  const parts = floatingParts();
  return <parts.MenuChoice {...props} />;
}

export function MenuLine() {
  const parts = floatingParts();
  return <parts.MenuLine />;
}

export function MenuNote(props: ComponentProps<typeof Parts.MenuNote>) {
  const parts = floatingParts();
  return <parts.MenuNote {...props} />;
}
