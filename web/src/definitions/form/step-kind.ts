import {
  Bot,
  CircleHelp,
  Equal,
  Layers,
  Repeat,
  Rows3,
  Split,
  Timer,
  UserCheck,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import type { StepKind } from "../step-list.ts";

export const KIND_ICONS: Record<StepKind, LucideIcon> = {
  use: Wrench,
  agent: Bot,
  ask: UserCheck,
  set: Equal,
  wait: Timer,
  task: Layers,
  each: Repeat,
  steps: Rows3,
  parallel: Split,
};
export const UNKNOWN_ICON: LucideIcon = CircleHelp;
