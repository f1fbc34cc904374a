import { Outlet } from "@tanstack/react-router";
import { EndedDialog } from "../access/ended-dialog.tsx";
import { InboxWatch } from "../interactions/watch.ts";
import { Live } from "../live/live.tsx";
import { StopBanner } from "../stops/stop-banner.tsx";
import { text } from "../text.ts";
import { useWide } from "../ui/use-wide.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { CommandMenuPlace } from "./command/open.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Rail } from "./rail.tsx";
import { ShellKeys } from "./shell-keys.tsx";
import { TopBar } from "./top-bar.tsx";

/** Everything around a page, once signed in. */
export function Layout() {
  const wide = useWide(768);
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-surface focus:p-2"
      >
        {text.skipToContent}
      </a>
      <TopBar />
      <ConnectionBanner />
      <StopBanner />
      <div className="flex min-h-0 flex-1">
        {wide && <Rail />}
        <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface outline-none">
          <Outlet />
        </main>
      </div>
      {!wide && <BottomBar />}
      <Live />
      <InboxWatch />
      <ShellKeys />
      <CommandMenuPlace />
      <EndedDialog />
    </div>
  );
}
