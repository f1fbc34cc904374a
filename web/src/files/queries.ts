import type { File as StoredFile, FilePage } from "@taskwright/api/file.ts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { API, get, queryString } from "../api/http.ts";
import { heardServerTime } from "../format/clock.ts";
import { readProblem, unreachable } from "../api/problem.ts";

export type { StoredFile };
export type FileList = z.infer<typeof FilePage>;

export function fileQuery(id: number) {
  return queryOptions({
    queryKey: ["files", id],
    queryFn: ({ signal }) => get<StoredFile>(`/files/${id}`, {}, signal),
    staleTime: 300_000,
    retry: 1,
  });
}

export function filesQuery(filter: { prefix?: string; task?: number }) {
  return infiniteQueryOptions({
    queryKey: ["files", "list", filter],
    queryFn: ({ pageParam, signal }) => get<FileList>("/files", { ...filter, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function fileContentAddress(id: number): string {
  return `${API}/files/${id}/content`;
}

/** Keeps a file as it is; fetch cannot tell how far an upload has come, so this is the older interface. */
export function uploadFile(
  file: File,
  options: { path?: string; onProgress?: (share: number) => void } = {},
): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${API}/files${queryString({ name: file.name, path: options.path })}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && options.onProgress?.(event.loaded / event.total);
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      heardServerTime(request.getResponseHeader("date"));
      if (request.status === 201 || request.status === 200)
        return resolve(JSON.parse(request.responseText) as StoredFile);
      void readProblem(new Response(request.responseText, { status: request.status })).then(reject);
    };
    request.send(file);
  });
}
