import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { expect, test } from "vitest";

/**
 * The server's rooms, in order: a room imports from those to its left alone. Where a lower room
 * needs what a higher one does, the higher hands it in (see docs/ARCHITECTURE.md).
 */
const ROOMS = [
  ["errors.ts", "log.ts", "config.ts", "lib"],
  ["db"],
  ["events"],
  ["access"],
  ["http"],
  ["files"],
  ["connections"],
  ["apps"],
  ["models"],
  ["agents"],
  ["definitions"],
  ["tasks"],
  ["interactions"],
  ["controls"],
  ["triggers"],
  ["engine"],
  ["steps"],
  ["notifications"],
  ["analytics"],
  ["system"],
  ["mcp"],
  ["app.ts"],
  // what puts the whole program together
  ["welcome.ts", "start.ts", "main.ts"],
];

const ROOT = join(import.meta.dirname, "../..");
const SERVER = join(ROOT, "server/src");

interface Import {
  from: string;
  to: string;
  isType: boolean;
}

const imports = sources(SERVER).flatMap((path) =>
  importsOf(path)
    .filter(({ to }) => to.startsWith("."))
    .map(({ to, isType }): Import => ({ from: path, to: relative(SERVER, join(SERVER, dirname(path), to)), isType })),
);

test("every file stands in a room of the list", () => {
  const lost = sources(SERVER).filter((path) => path !== "services.ts" && place(path) === -1);
  expect(lost).toEqual([]);
});

test("a room imports only from rooms to its left", () => {
  const wrong = imports.filter(({ from, to }) => {
    // services.ts names what main hands in, by type alone: the next test holds it to that.
    if (from === "services.ts" || to === "services.ts") return false;
    // A room's routes are its outside: nobody but app imports them, so they may use the gate.
    const seesUpTo = from.endsWith("/routes.ts") ? Math.max(place(from), place("http/mount.ts")) : place(from);
    return place(to) > seesUpTo;
  });
  expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test("services.ts is types and nothing else", () => {
  const wrong = imports.filter(({ from, to, isType }) => (from === "services.ts" || to === "services.ts") && !isType);
  expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test("a room's routes are for app and main, and the rows of its store are its own", () => {
  const wrong = imports.filter(({ from, to }) => {
    if (place(from) >= place("app.ts")) return false;
    // files/store.ts is the file store itself, which everyone uses
    const isPrivate = /\/(routes|store)\.ts$/.test(to) && to !== "files/store.ts";
    return isPrivate && room(from) !== room(to);
  });
  expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test.each([
  ["api/src", [/^\./, /^zod$/]],
  ["web/src", [/^(?!.*(^|\/)(server|cli)\/)(?!@taskwright\/(server|cli))/]],
  ["cli/src", [/^(?!.*(^|\/)web\/)(?!@taskwright\/web)/]],
  ["server/src", [/^(?!.*(^|\/)(web|cli)\/src)(?!@taskwright\/(web|cli))/]],
])("%s imports nothing it should not", (folder, allowed) => {
  const wrong = sources(join(ROOT, folder)).flatMap((path) =>
    importsOf(path, join(ROOT, folder))
      .filter(({ to }) => !allowed.some((pattern) => pattern.test(to)))
      .map(({ to }) => `${path} -> ${to}`),
  );
  expect(wrong).toEqual([]);
});

function room(path: string): string {
  return path.split("/")[0]!;
}

function place(path: string): number {
  return ROOMS.findIndex((rooms) => rooms.includes(room(path)));
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));
}

function importsOf(path: string, folder = SERVER): { to: string; isType: boolean }[] {
  const text = readFileSync(join(folder, path), "utf8");
  const statements = text.matchAll(
    /^(?:import|export)(?<type> type)?\b[^;"']*?\bfrom\s+"(?<to>[^"]+)"|^import\s+"(?<bare>[^"]+)"|\bimport\(\s*"(?<lazy>[^"]+)"/gm,
  );
  return [...statements].map(({ groups }) => ({
    to: (groups!.to ?? groups!.bare ?? groups!.lazy)!,
    isType: groups!.type !== undefined,
  }));
}
