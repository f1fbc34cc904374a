import { useRouter, useSearch } from "@tanstack/react-router";
import { text } from "../text.ts";
import { Gate } from "./gate.tsx";
import { SignInForm } from "./sign-in-form.tsx";

export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  return (
    <Gate title={text.access.signIn}>
      <SignInForm onDone={() => router.history.replace(ownAddress(next))} />
      <p className="mt-4 text-xs text-faint">{text.access.noAccount}</p>
    </Gate>
  );
}

/** Only addresses of this page: `next` comes from the address bar, so anybody may have written it. */
export function ownAddress(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : "/";
}
