import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { inboxCountQuery } from "../interactions/queries.ts";
import { text } from "../text.ts";
import { Count } from "../ui/badge.tsx";
import { clsx } from "../ui/clsx.ts";
import { type NavigationPlace, PLACES } from "./places.ts";

/** The left rail. Between phone and desk it shows signs alone, and their names on hover. */
export function Rail() {
  return (
    <nav
      aria-label={text.nav.label}
      className="flex w-14 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line bg-page p-2 lg:w-52"
    >
      {PLACES.map((place) => (
        <Item key={place.to} place={place} />
      ))}
    </nav>
  );
}

function Item({ place }: { place: NavigationPlace }) {
  const { to, icon: Icon, label } = place;
  return (
    <Link
      to={to}
      activeOptions={{ exact: to === "/" }}
      title={label}
      className={clsx(
        "relative flex min-h-8 items-center gap-2.5 rounded-md px-2 text-soft hover:bg-raised hover:text-ink data-[status=active]:bg-raised data-[status=active]:font-medium data-[status=active]:text-ink max-lg:min-h-10 max-lg:justify-center",
        to === "/settings" && "mt-auto",
      )}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      <span className="max-lg:sr-only lg:flex-1">{label}</span>
      {to === "/inbox" && <InboxCount className="max-lg:absolute max-lg:-top-0.5 max-lg:right-0" />}
    </Link>
  );
}

/** How many requests wait for the reader. */
export function InboxCount({ className }: { className?: string }) {
  const open = useQuery(inboxCountQuery);
  const count = open.data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <span title={text.nav.waitingForYou(count)} className={className}>
      <Count count={count} tone="human" more={open.data?.nextCursor != null} />
    </span>
  );
}
