import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/states.tsx";
import { FirstPassword } from "./first-password.tsx";
import { Gate } from "./gate.tsx";
import { redeemLink } from "./session.ts";
import { focusOnArrival } from "../ui/focus.ts";

/**
 * /link#token=…  Opening it does nothing: mail scanners open links. The token stays behind the #,
 * so it reaches neither a server log nor a Referer header.
 */
export function LinkPage() {
  const router = useRouter();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get("token"));
  const [stage, setStage] = useState<"link" | "password">("link");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function redeem(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const session = await redeemLink(token!);
      // the used token leaves the address and the history
      history.replaceState(history.state, "", "/link");
      if (session.needsPassword) setStage("password");
      else router.history.replace("/");
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  }

  if (stage === "password") {
    return (
      <Gate title={text.access.welcomeTitle}>
        <FirstPassword onDone={() => router.history.replace("/")} />
      </Gate>
    );
  }
  return (
    <Gate title={text.access.linkTitle}>
      {token === null ? (
        <Notice tone="bad">{text.access.linkMissing}</Notice>
      ) : (
        <div className="flex flex-col gap-4">
          <p className="text-soft">{text.access.linkText}</p>
          <div role="alert">{error && <Notice tone="bad">{error}</Notice>}</div>
          <Button look="plain" size="lg" busy={busy} onClick={redeem} ref={focusOnArrival}>
            {text.access.linkButton}
          </Button>
        </div>
      )}
    </Gate>
  );
}
