import { Link, useLocation } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { PLACES } from "./places.ts";
import { InboxCount } from "./rail.tsx";

const AT_HAND = 4;
const ITEM =
  "relative flex min-h-13 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-soft data-[status=active]:font-medium data-[status=active]:text-ink";

/** On a phone: in reach of the thumb, never wider than the screen. */
export function BottomBar() {
  const [more, setMore] = useState(false);
  const { pathname } = useLocation();
  const elsewhere = PLACES.slice(AT_HAND).some(({ to }) => pathname.startsWith(to));
  return (
    <nav
      aria-label={text.nav.label}
      className="flex shrink-0 border-t border-line bg-page pb-[env(safe-area-inset-bottom)]"
    >
      {PLACES.slice(0, AT_HAND).map(({ to, icon: Icon, label }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === "/" }} className={ITEM}>
          <Icon size={18} aria-hidden />
          <span className="max-w-full truncate">{label}</span>
          {to === "/inbox" && <InboxCount className="absolute top-0.5 left-1/2 ml-1" />}
        </Link>
      ))}
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setMore(true)}
        className={clsx(ITEM, elsewhere && "font-medium text-ink!")}
      >
        <Ellipsis size={18} aria-hidden />
        {text.actions.more}
      </button>
      {more && (
        <Dialog title={text.actions.more} onClose={() => setMore(false)} sheet>
          <ul className="grid grid-cols-2 gap-2">
            {PLACES.slice(AT_HAND).map(({ to, icon: Icon, label }) => (
              <li key={to}>
                <Link
                  to={to}
                  onClick={() => setMore(false)}
                  className="flex min-h-12 items-center gap-2.5 rounded-md border border-line px-3 data-[status=active]:bg-raised data-[status=active]:font-medium"
                >
                  <Icon size={16} aria-hidden className="text-soft" />
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </nav>
  );
}
