import { shell } from "./en/shell.ts";
import { access } from "./en/access.ts";
import { tasks } from "./en/tasks.ts";
import { taskList } from "./en/taskList.ts";
import { preview } from "./en/preview.ts";
import { graph } from "./en/graph.ts";
import { task } from "./en/task.ts";
import { steps } from "./en/steps.ts";
import { log } from "./en/log.ts";
import { json } from "./en/json.ts";
import { home } from "./en/home.ts";
import { inbox } from "./en/inbox.ts";
import { forms } from "./en/forms.ts";
import { newTask } from "./en/newTask.ts";
import { command } from "./en/command.ts";
import { definitions } from "./en/definitions.ts";
import { agents } from "./en/agents.ts";
import { models } from "./en/models.ts";
import { design } from "./en/design.ts";
import { files } from "./en/files.ts";
import { outbox } from "./en/outbox.ts";
import { apps } from "./en/apps.ts";
import { connections } from "./en/connections.ts";
import { dryRun } from "./en/dryRun.ts";
import { externalActions } from "./en/externalActions.ts";
import { stops } from "./en/stops.ts";
import { settings } from "./en/settings.ts";

export const en = {
  ...shell,
  access,
  command,
  tasks,
  taskList,
  task,
  graph,
  preview,
  steps,
  log,
  json,
  inbox,
  forms,
  newTask,
  definitions,
  agents,
  models,
  design,
  files,
  home,
  outbox,
  apps,
  connections,
  dryRun,
  externalActions,
  stops,
  settings,
};
