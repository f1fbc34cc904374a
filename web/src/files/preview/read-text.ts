import { queryOptions } from "@tanstack/react-query";
import { readProblem } from "../../api/problem.ts";
import { fileContentAddress } from "../queries.ts";

/** How much of a long text is shown. */
export const PART_BYTES = 256_000;

export interface TextPart {
  text: string;
  /** there is more than this */
  partial: boolean;
}

/** The beginning of a file as text, or all of it; bytes that are no UTF-8 are read as Windows-1252. */
export function textQuery(id: number, upTo: number) {
  return queryOptions({
    queryKey: ["files", id, "text", upTo],
    async queryFn({ signal }): Promise<TextPart> {
      const response = await fetch(fileContentAddress(id), {
        signal,
        credentials: "same-origin",
        headers: Number.isFinite(upTo) ? { range: `bytes=0-${upTo - 1}` } : {},
      });
      // an empty file has no range that one could ask for
      if (response.status === 416) return { text: "", partial: false };
      if (!response.ok) throw await readProblem(response);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const total = Number(response.headers.get("content-range")?.split("/")[1] ?? bytes.length);
      const partial = bytes.length < total;
      return { text: decode(bytes, partial), partial };
    },
    staleTime: 300_000,
  });
}

function decode(bytes: Uint8Array, partial: boolean): string {
  try {
    // a character may be cut in two at the end of a part
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: partial });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
