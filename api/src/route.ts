import type { z } from "zod";

/** One operation of the API, described once: the server mounts it, OpenAPI shows it, the client calls it. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  Action extends string = string,
> {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** below /api/v1, parameters in braces */
  path: string;
  tag: string;
  summary: string;
  /** what the caller must be allowed to do; "public": nobody in particular; "session": anyone signed in */
  action: Action;
  params?: Params;
  query?: Query;
  body?: Body;
  /** media types of the body besides application/json */
  bodyTypes?: string[];
  reply?: Reply;
  /** default 200; 204 has no reply */
  status?: 200 | 201 | 202 | 204;
  /** a POST that creates takes an Idempotency-Key and answers a repetition with its first answer */
  idempotent?: boolean;
  /** it does many things, each in a transaction of its own; what was done stays done if the rest fails */
  inParts?: boolean;
  /** the largest body, in bytes. Default 1 MB; a streamed upload is limited by its handler */
  maxBytes?: number;
  /** the reply is not JSON: "text/event-stream", a file's content */
  replyType?: string;
}

export function route<
  Params extends z.ZodType = z.ZodNever,
  Query extends z.ZodType = z.ZodNever,
  Body extends z.ZodType = z.ZodNever,
  Reply extends z.ZodType = z.ZodNever,
  Action extends string = string,
>(description: Route<Params, Query, Body, Reply, Action>): Route<Params, Query, Body, Reply, Action> {
  return description;
}
