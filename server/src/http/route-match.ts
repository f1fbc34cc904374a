import { allRoutes } from "@taskwright/api/openapi.ts";
import { API_PREFIX, parameterPattern } from "./mount.ts";

/** The methods that operations of the table take at this address. */
export function allowedMethods(path: string): string[] {
  const methods = PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return [...new Set(methods)].toSorted();
}

const PATTERNS = allRoutes().map((route) => ({
  method: route.method.toUpperCase(),
  pattern: new RegExp(
    `^${API_PREFIX}${route.path.replace(/\{(\w+)\}/g, (_, name: string) => parameterPattern(name))}$`,
  ),
}));
