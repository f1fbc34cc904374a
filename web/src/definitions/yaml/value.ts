import type { Edit } from "./edit.ts";
import { type Path, Refused } from "./entries.ts";
import { isInput, withRenamedUses } from "./rename-input.ts";
import { isPlainObject } from "./render.ts";

/** What a definition is once an edit has been made: the measure for the text that it makes. */
export function afterEdit(value: Record<string, unknown>, edit: Edit): Record<string, unknown> {
  const next = structuredClone(value);
  switch (edit.kind) {
    case "set":
      put(next, edit.path, structuredClone(edit.value));
      break;
    case "clear":
    case "remove":
      take(next, edit.path);
      break;
    case "insert":
      listAt(next, edit.path).splice(edit.index, 0, structuredClone(edit.value));
      break;
    case "rename": {
      const parent = at(next, edit.path.slice(0, -1));
      const key = String(edit.path.at(-1));
      if (!isPlainObject(parent) || !Object.hasOwn(parent, key) || Object.hasOwn(parent, edit.key))
        throw new Refused("key");
      const renamed = Object.entries(parent).map(([name, member]) => [name === key ? edit.key : name, member] as const);
      for (const name of Object.keys(parent)) delete parent[name];
      Object.assign(parent, Object.fromEntries(renamed));
      if (isInput(edit.path)) return withRenamedUses(next, key, edit.key) as Record<string, unknown>;
      break;
    }
    case "move": {
      const within = at(next, edit.path.slice(0, -1));
      if (isPlainObject(within)) {
        const members = Object.entries(within);
        const [member] = members.splice(Object.keys(within).indexOf(String(edit.path.at(-1))), 1);
        if (!member) throw new Refused("missing");
        members.splice(Number(edit.to.at(-1)), 0, member);
        for (const [name] of members) delete within[name];
        Object.assign(within, Object.fromEntries(members));
        break;
      }
      const member = take(next, edit.path);
      listAt(next, edit.to.slice(0, -1)).splice(Number(edit.to.at(-1)), 0, member);
    }
  }
  return next;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (place, part) =>
      place !== null && typeof place === "object" && Object.hasOwn(place, part)
        ? (place as Record<string, unknown>)[part]
        : undefined,
    value,
  );
}

function listAt(value: unknown, path: Path): unknown[] {
  const parent = at(value, path.slice(0, -1));
  const list = at(value, path);
  if (Array.isArray(list)) return list;
  if (list !== undefined && list !== null) throw new Refused("list");
  if (parent === null || typeof parent !== "object") throw new Refused("list");
  const fresh: unknown[] = [];
  (parent as Record<string, unknown>)[path.at(-1)!] = fresh;
  return fresh;
}

function put(value: Record<string, unknown>, path: Path, member: unknown): void {
  let place: Record<string | number, unknown> = value;
  path.slice(0, -1).forEach((part, index) => {
    const there = Object.hasOwn(place, part) ? place[part] : undefined;
    if (there === null || there === undefined) place[part] = typeof path[index + 1] === "number" ? [] : {};
    else if (typeof there !== "object") throw new Refused("path");
    place = place[part] as Record<string, unknown>;
  });
  place[path.at(-1)!] = member;
}

function take(value: unknown, path: Path): unknown {
  const parent = at(value, path.slice(0, -1));
  const part = path.at(-1)!;
  if (Array.isArray(parent)) {
    if (Number(part) >= parent.length) throw new Refused("missing");
    return parent.splice(Number(part), 1)[0];
  }
  if (!isPlainObject(parent)) return undefined;
  const member = parent[part];
  delete parent[part];
  return member;
}

/** Equal as data; in mappings the order says nothing. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((member, index) => isSame(member, b[index]));
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}
