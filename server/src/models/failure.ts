import { messageOf } from "../errors.ts";
import { ToolError } from "../apps/tool.ts";
import { ModelError } from "./models.ts";

/** Whose failure it is, in a person's words. */
export interface Asked {
  name: string;
  provider: string;
  modelName: string;
  address: string;
  key: string | null;
}

/** Whatever a call threw, as something that says what to do. Without a cause: that may carry the whole request. */
export function modelError(error: unknown, asked: Asked): ModelError {
  if (error instanceof ModelError) return new ModelError(error.code, `${asked.name}: ${error.message}`, error);
  const call = apiError(error);
  if (call?.statusCode !== undefined && call.statusCode >= 400) return fromStatus(call.statusCode, call, asked);
  const chain = causes(error);
  const refusal = chain.find((each) => each instanceof ToolError);
  if (refusal) return new ModelError("bad_request", `${asked.name}: ${refusal.message}`);
  const event = JSON.stringify(call?.data ?? plainParts(error)) + messageOf(error);
  if (/overloaded|server_error|internal_server|unavailable|api_error/i.test(event))
    return overloaded(asked, "while it answered");
  if (/rate_limit|resource_exhausted/i.test(event)) return rateLimited(asked, undefined);
  const network = chain
    .map((each) => (each as { code?: unknown }).code)
    .find((code) => typeof code === "string" && code in NETWORK);
  if (network) {
    const what = NETWORK[network as keyof typeof NETWORK];
    return new ModelError(
      "unreachable",
      `${asked.name}: ${asked.address} cannot be reached: ${what}. Is it the right address, and is the server running?`,
    );
  }
  const said = shown(messageOf(chain.at(-1) ?? error), asked);
  if (chain.some((each) => each.name === "TypeError" && /fetch failed|terminated|redirect/i.test(each.message))) {
    return new ModelError("unreachable", `${asked.name}: the connection to ${asked.address} failed (${said}).`);
  }
  return new ModelError("bad_answer", `${asked.name} answered with something that cannot be read (${said}).`);
}

const NETWORK = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "its name could not be looked up",
  ETIMEDOUT: "it did not answer",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  UND_ERR_CONNECT_TIMEOUT: "it did not answer within 10 s",
  UND_ERR_SOCKET: "the connection broke",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
};

interface ApiError {
  message: string;
  statusCode?: number;
  responseHeaders?: Record<string, string>;
  responseBody?: string;
  data?: unknown;
}

function fromStatus(status: number, call: ApiError, asked: Asked): ModelError {
  const body = `${call.responseBody ?? ""} ${call.message}`;
  const said = shown(call.message, asked);
  const who = providerName(asked);
  if (status === 402 || /insufficient_quota|billing_(not_active|hard_limit)|credit balance is too low/i.test(body)) {
    return new ModelError(
      "no_money",
      `${asked.name}: ${who} says that the account has no credit left. Top it up there, then test the model here.`,
    );
  }
  // Google answers 400 to a wrong key; and what it says of a key may show part of it.
  if (status === 401 || status === 403 || /API_KEY_INVALID|API key not valid/i.test(body)) {
    return new ModelError(
      "unauthorized",
      `${asked.name}: ${who} does not accept the key (${status}), or the key may not use "${asked.modelName}". Give the model another key.`,
    );
  }
  if (status === 404) {
    return new ModelError(
      "not_found",
      `${asked.name}: ${who} knows no model "${asked.modelName}" (404). Correct its name or address.`,
    );
  }
  if (status === 429) return rateLimited(asked, retryAfterMs(call.responseHeaders));
  if (status === 408) return new ModelError("timeout", `${asked.name}: ${who} took too long (408).`);
  if (status >= 500) return overloaded(asked, `(${status})`, retryAfterMs(call.responseHeaders));
  if (
    status === 413 ||
    /context.{0,20}(length|window)|prompt is too long|too many tokens|maximum.{0,40}tokens|exceeds.{0,40}token/i.test(
      body,
    )
  ) {
    return new ModelError("too_long", `${asked.name}: the conversation is longer than the model can read. ${said}`);
  }
  if (/content_filter|content_policy|safety/i.test(body)) {
    return new ModelError("refused", `${asked.name}: ${who} refuses to answer this. ${said}`);
  }
  return new ModelError("bad_request", `${asked.name}: ${who} does not take the request (${status}). ${said}`);
}

function overloaded(asked: Asked, how: string, retryAfterMs?: number): ModelError {
  return new ModelError(
    "overloaded",
    `${asked.name}: ${providerName(asked)} has trouble of its own ${how}. It is tried again.`,
    { retryAfterMs },
  );
}

function rateLimited(asked: Asked, retryAfterMs: number | undefined): ModelError {
  return new ModelError(
    "rate_limited",
    `${asked.name}: ${providerName(asked)} lets no more calls through for a moment (429).`,
    { retryAfterMs },
  );
}

function providerName({ provider, address }: Asked): string {
  return { openai: "OpenAI", anthropic: "Anthropic", google: "Google" }[provider] ?? new URL(address).host;
}

/** Seconds or a date; OpenAI and Anthropic also say milliseconds. */
export function retryAfterMs(headers: Record<string, string> | undefined, now = Date.now()): number | undefined {
  const exact = Number(headers?.["retry-after-ms"] ?? NaN);
  if (exact >= 0) return exact;
  const header = headers?.["retry-after"]?.trim();
  if (!header) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

/** A provider that asks for a day is asked again after an hour. */
const LONGEST_WAIT_MS = 3_600_000;

function apiError(error: unknown): ApiError | undefined {
  return causes(error).find((each) => "statusCode" in each || "responseBody" in each) as ApiError | undefined;
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error && chain.length < 8; each = (each as { cause?: unknown }).cause) {
    chain.push(each);
    if (each instanceof AggregateError && each.errors[0] instanceof Error) chain.push(each.errors[0]);
  }
  return chain;
}

function plainParts(error: unknown): unknown {
  return error instanceof Error ? { name: error.name } : error;
}

/** What others wrote: short, in one line, and without the key. */
function shown(text: string, { key }: Asked): string {
  const plain = (key ? text.replaceAll(key, "…") : text).replace(/\s+/g, " ").trim();
  return plain.length > 300 ? `${plain.slice(0, 300)}…` : plain;
}
