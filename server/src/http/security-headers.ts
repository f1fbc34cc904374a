import type { MiddlewareHandler } from "hono";

/**
 * For the page. No inline script or style: what a task's text smuggles in cannot run. Styles that
 * libraries set by script go through the CSSOM, which the policy allows.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

/** For answers of the API: data, whatever a browser may take it for. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

const HEADERS: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

export function securityHeaders({ https }: { https: boolean }): MiddlewareHandler {
  const all = Object.entries({
    ...HEADERS,
    ...(https ? { "strict-transport-security": "max-age=31536000" } : {}),
  });
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    for (const [name, value] of all) headers.set(name, value);
    const isData = context.req.path.startsWith("/api/");
    if (isData && !headers.has("cache-control")) headers.set("cache-control", "no-store");
    if (!headers.has("content-security-policy")) {
      headers.set("content-security-policy", isData ? DATA_POLICY : PAGE_POLICY);
    }
  };
}
