import { sentence } from "@taskwright/api/sentence.ts";
import { AppError } from "../errors.ts";

/**
 * A browser sends our cookie with whatever another site makes it send, so a change must come from
 * our own page: browsers say so in Sec-Fetch-Site, older ones in Origin. Neither can be set by a page.
 */
export function refuseForeignOrigin(request: Request, { required }: { required: boolean }): void {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) {
    if (site === "same-origin") return;
    throw foreign();
  }
  const origin = request.headers.get("origin");
  if (origin !== null) {
    if (hostOf(origin) === ownHost(request)) return;
    throw foreign();
  }
  if (required) throw foreign();
}

function foreign(): AppError {
  return new AppError(
    "forbidden",
    "A change under a signed-in session must come from this site's own page. Programs should use an API key instead.",
    { sentence: sentence("refused.foreign_origin", {}) },
  );
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function ownHost(request: Request): string | undefined {
  return request.headers.get("host")?.toLowerCase() ?? new URL(request.url).host;
}
