import type { Text } from "../text.ts";
import { access } from "./de/access.ts";
import { agents } from "./de/agents.ts";
import { files } from "./de/files.ts";
import { outbox } from "./de/outbox.ts";
import { settings } from "./de/settings.ts";
import { shell } from "./de/shell.ts";
import { en } from "./en.ts";

export const de: Text = {
  ...en,
  ...shell,
  access,
  agents,
  files,
  outbox,
  settings,
};
