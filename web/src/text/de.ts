import type { Text } from "../text.ts";
import { access } from "./de/access.ts";
import { agents } from "./de/agents.ts";
import { models } from "./de/models.ts";
import { command } from "./de/command.ts";
import { design } from "./de/design.ts";
import { forms } from "./de/forms.ts";
import { newTask } from "./de/newTask.ts";
import { inbox } from "./de/inbox.ts";
import { definitions } from "./de/definitions.ts";
import { files } from "./de/files.ts";
import { home } from "./de/home.ts";
import { preview } from "./de/preview.ts";
import { graph } from "./de/graph.ts";
import { json } from "./de/json.ts";
import { log } from "./de/log.ts";
import { outbox } from "./de/outbox.ts";
import { apps } from "./de/apps.ts";
import { connections } from "./de/connections.ts";
import { dryRun } from "./de/dryRun.ts";
import { externalActions } from "./de/externalActions.ts";
import { stops } from "./de/stops.ts";
import { settings } from "./de/settings.ts";
import { task } from "./de/task.ts";
import { steps } from "./de/steps.ts";
import { shell } from "./de/shell.ts";
import { tasks } from "./de/tasks.ts";
import { taskList } from "./de/taskList.ts";
import { en } from "./en.ts";

export { sentences } from "./de/sentences.ts";

export const de: Text = {
  ...en,
  ...shell,
  access,
  command,
  agents,
  models,
  definitions,
  design,
  files,
  home,
  graph,
  preview,
  json,
  log,
  steps,
  task,
  outbox,
  taskList,
  tasks,
  inbox,
  newTask,
  forms,
  apps,
  connections,
  dryRun,
  externalActions,
  stops,
  settings,
};
