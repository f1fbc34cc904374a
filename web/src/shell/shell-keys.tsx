import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { KeysDialog } from "../ui/keys-dialog.tsx";
import { usePageKeys } from "../ui/use-keys.ts";
import { openCommandMenu } from "./command/open.ts";
import { PLACES } from "./places.ts";

let show: (() => void) | undefined;

export function showKeys(): void {
  show?.();
}

/** The keys that work on every page, and the dialog that shows all keys. */
export function ShellKeys() {
  const navigate = useNavigate();
  const mayRun = useMay("task.create");
  const [shown, setShown] = useState(false);
  useEffect(() => {
    show = () => setShown(true);
    return () => void (show = undefined);
  }, []);
  usePageKeys(
    [
      { keys: "mod+k", label: text.command.label, run: openCommandMenu },
      { keys: "?", label: text.keys.help, run: showKeys },
      ...(mayRun ? [{ keys: "c", label: text.top.newTask, run: () => void navigate({ to: "/tasks/new" }) }] : []),
      ...PLACES.map(({ to, key, label }) => ({
        keys: `g ${key}`,
        label: text.nav.goTo(label),
        run: () => void navigate({ to }),
      })),
    ],
    "everywhere",
  );
  return shown && <KeysDialog onClose={() => setShown(false)} />;
}
