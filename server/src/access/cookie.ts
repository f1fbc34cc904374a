/** `Strict` is enough: the page itself needs no cookie, and it is the page that calls the API. */
export const SESSION_COOKIE = "taskwright_session";

export interface CookieOptions {
  /** over https only; set whenever people reach us by https */
  secure: boolean;
  maxAgeSeconds: number;
}

export function sessionCookie(token: string, { secure, maxAgeSeconds }: CookieOptions): string {
  const parts = [`${SESSION_COOKIE}=${token}`, "Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${maxAgeSeconds}`];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}

export function readSessionCookie(header: string | null): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const [name, value] = part.trim().split("=", 2);
    if (name === SESSION_COOKIE && value) return value;
  }
  return undefined;
}
