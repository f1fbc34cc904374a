import type { LongBody } from "@taskwright/api/body.ts";
import { sql } from "kysely";

/** … and up to so many with one step or one task that is shown. */
export const WHOLE_BYTES = 262_144;
/** How much of a longer one is shown. */
const HEAD_CHARS = 4_000;

/** A column of JSON where it is no longer than so many bytes. */
export function shortBody(column: string, most: number) {
  return sql<unknown>`case when not ${isLonger(column, most)} then ${sql.ref(column)} end`;
}

// pg_column_size tells what is stored, compressed perhaps, without reading it; only what is short by
// that is unpacked to be measured. A list over bodies of 10 MB costs as much as one over empty ones.
export function isLonger(column: string, most: number) {
  const body = sql.ref(column);
  if (most === 0) return sql<boolean>`(${body} is not null)`;
  return sql<boolean>`(case when ${body} is null then false
    when pg_column_size(${body}) > ${sql.lit(most)} then true
    else octet_length(${body}::text) > ${sql.lit(most)} end)`;
}

/** Of one that is longer than what comes whole: how long it is, and how it begins. */
export function longBody(column: string) {
  const body = sql.ref(column);
  return sql<LongBody | null>`case when ${isLonger(column, WHOLE_BYTES)} then
    json_build_object('bytes', octet_length(${body}::text), 'head', left(${body}::text, ${sql.lit(HEAD_CHARS)})) end`;
}

/** A body as it is kept: JSON to be saved, or read by whoever asked for all of it. */
export function bodyFile(body: string | null, name: string): Response {
  return new Response(body ?? "null", {
    headers: { "content-type": "application/json", "content-disposition": `attachment; filename="${name}"` },
  });
}
