import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { ApiProblem } from "./api/problem.ts";
import { queryClient } from "./api/query-client.ts";
import { sessionQuery } from "./access/session.ts";
import { beginSession } from "./access/session-end.ts";
import { Broken } from "./shell/broken.tsx";
import { Layout } from "./shell/layout.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { readAppsSearch } from "./apps/search.ts";
import { readInboxSearch } from "./interactions/search.ts";
import { readTaskSearch } from "./tasks/search.ts";
import { SkeletonRows } from "./ui/states.tsx";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Broken });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => ({ next: words(search.next) }),
  component: lazyRouteComponent(() => import("./access/sign-in-page.tsx"), "SignInPage"),
});
const link = createRoute({
  getParentRoute: () => root,
  path: "/link",
  component: lazyRouteComponent(() => import("./access/link-page.tsx"), "LinkPage"),
});

/** Nobody in particular sees the sign-in page and comes back to where they wanted to go. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Layout,
  async beforeLoad({ location }) {
    try {
      const session = await queryClient.query({ ...sessionQuery, staleTime: "static" });
      if (session.needsPassword) throw redirect({ to: "/link/password" });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 401)) throw error;
      beginSession();
      throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { next: location.href } });
    }
  },
});
const password = createRoute({
  getParentRoute: () => root,
  path: "/link/password",
  component: lazyRouteComponent(() => import("./access/password-page.tsx"), "PasswordPage"),
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./home/home-page.tsx"), "HomePage"),
});
const inbox = createRoute({
  getParentRoute: () => shell,
  path: "/inbox",
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(() => import("./interactions/inbox-page.tsx"), "InboxPage"),
});
const tasks = createRoute({
  getParentRoute: () => shell,
  path: "/tasks",
  validateSearch: readTaskSearch,
  component: lazyRouteComponent(() => import("./tasks/list-page.tsx"), "TaskListPage"),
});
const newTask = createRoute({
  getParentRoute: () => shell,
  path: "/tasks/new",
  validateSearch: (search): { definition?: number } => ({ definition: id(search.definition) }),
  component: lazyRouteComponent(() => import("./tasks/new-page.tsx"), "NewTaskPage"),
});
const task = createRoute({
  getParentRoute: () => shell,
  path: "/tasks/$id",
  validateSearch: (search): { tab?: string; step?: string } => ({ tab: words(search.tab), step: words(search.step) }),
  component: lazyRouteComponent(() => import("./tasks/task-page.tsx"), "TaskPage"),
});
const definitions = createRoute({
  getParentRoute: () => shell,
  path: "/definitions",
  validateSearch: (search): { q?: string } => ({ q: words(search.q) }),
  component: lazyRouteComponent(() => import("./definitions/list-page.tsx"), "DefinitionListPage"),
});
const newDefinition = createRoute({
  getParentRoute: () => shell,
  path: "/definitions/new",
  validateSearch: (search): { example?: string } => ({ example: words(search.example) }),
  component: lazyRouteComponent(() => import("./definitions/new-page.tsx"), "NewDefinitionPage"),
});
const definition = createRoute({
  getParentRoute: () => shell,
  path: "/definitions/$id",
  validateSearch: (search): { tab?: string; version?: number; tried?: number } => ({
    tab: words(search.tab),
    version: id(search.version),
    tried: id(search.tried),
  }),
  component: lazyRouteComponent(() => import("./definitions/definition-page.tsx"), "DefinitionPage"),
});
const agents = createRoute({
  getParentRoute: () => shell,
  path: "/agents",
  validateSearch: (search): { tab?: string; model?: string } => ({
    tab: words(search.tab),
    model: words(search.model),
  }),
  component: lazyRouteComponent(() => import("./agents/agents-page.tsx"), "AgentsPage"),
});
const agent = createRoute({
  getParentRoute: () => shell,
  path: "/agents/$id",
  component: lazyRouteComponent(() => import("./agents/agent-page.tsx"), "AgentPage"),
});
const apps = createRoute({
  getParentRoute: () => shell,
  path: "/apps",
  validateSearch: readAppsSearch,
  component: lazyRouteComponent(() => import("./apps/apps-page.tsx"), "AppsPage"),
});
/** Where people come back to from signing in on another site. */
const connections = createRoute({
  getParentRoute: () => shell,
  path: "/connections",
  beforeLoad() {
    throw redirect({ to: "/apps", search: { tab: "connections" } });
  },
});
const files = createRoute({
  getParentRoute: () => shell,
  path: "/files",
  validateSearch: (search): { prefix?: string } => ({ prefix: words(search.prefix) }),
  component: lazyRouteComponent(() => import("./files/files-page.tsx"), "FilesPage"),
});
const outbox = createRoute({
  getParentRoute: () => shell,
  path: "/outbox",
  validateSearch: (search): { mail?: number } => ({ mail: id(search.mail) }),
  component: lazyRouteComponent(() => import("./emails/outbox-page.tsx"), "OutboxPage"),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  validateSearch: (search): { tab?: string } => ({ tab: words(search.tab) }),
  component: lazyRouteComponent(() => import("./system/settings-page.tsx"), "SettingsPage"),
});
const design = createRoute({
  getParentRoute: () => shell,
  path: "/design",
  component: lazyRouteComponent(() => import("./design/design-page.tsx"), "DesignPage"),
});

const nowhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });

const routeTree = root.addChildren([
  signIn,
  link,
  password,
  shell.addChildren([
    home,
    inbox,
    tasks,
    newTask,
    task,
    definitions,
    newDefinition,
    definition,
    agents,
    agent,
    apps,
    connections,
    files,
    outbox,
    settings,
    design,
    nowhere,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  defaultPendingComponent: () => <SkeletonRows rows={12} />,
  defaultPendingMs: 150,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** Whatever the address bar holds, a page gets words or nothing. */
function words(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 500) || undefined : undefined;
}

function id(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
