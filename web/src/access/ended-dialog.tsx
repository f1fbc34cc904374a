import { useSyncExternalStore } from "react";
import { queryClient } from "../api/query-client.ts";
import { text } from "../text.ts";
import { Dialog } from "../ui/dialog.tsx";
import { onSessionEnd, sessionEnded } from "./session-end.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** A session that ends under the page is taken up again on the spot: nothing typed is lost. */
export function EndedDialog() {
  const ended = useSyncExternalStore(onSessionEnd, sessionEnded);
  if (!ended) return null;
  return (
    <Dialog title={text.access.endedTitle}>
      <p className="mb-4 text-soft">{text.access.ended}</p>
      <SignInForm onDone={() => void queryClient.invalidateQueries()} />
    </Dialog>
  );
}
