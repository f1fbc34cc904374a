import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Bot, FileText, Files, Inbox, ListChecks, Mail, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { inboxCountQuery } from "../interactions/queries.ts";
import { text } from "../text.ts";

const ITEM =
  "flex min-h-8 items-center gap-2.5 rounded-md px-2 text-soft hover:bg-raised hover:text-ink data-[status=active]:bg-raised data-[status=active]:font-medium data-[status=active]:text-ink relative max-md:min-h-12 max-md:flex-1 max-md:flex-col max-md:justify-center max-md:gap-0.5 max-md:px-2 max-md:text-xs max-md:whitespace-nowrap";

/** The left rail; below 768 px a bar at the lower edge, in reach of the thumb. */
export function Rail() {
  return (
    <nav
      aria-label={text.nav.label}
      className="flex shrink-0 gap-0.5 border-line bg-page max-md:order-last max-md:overflow-x-auto max-md:border-t md:w-52 md:flex-col md:border-r md:p-2"
    >
      <Link to="/inbox" className={ITEM}>
        <Inbox size={16} aria-hidden />
        <span className="md:flex-1">{text.nav.inbox}</span>
        <InboxCount />
      </Link>
      <Item to="/tasks" icon={<ListChecks size={16} aria-hidden />} label={text.nav.tasks} />
      <Item to="/definitions" icon={<FileText size={16} aria-hidden />} label={text.nav.definitions} />
      <Item to="/agents" icon={<Bot size={16} aria-hidden />} label={text.nav.agents} />
      <Item to="/files" icon={<Files size={16} aria-hidden />} label={text.nav.files} />
      <Item to="/outbox" icon={<Mail size={16} aria-hidden />} label={text.nav.outbox} />
      <div className="md:flex-1" />
      <Item to="/settings" icon={<Settings size={16} aria-hidden />} label={text.nav.settings} />
    </nav>
  );
}

function Item({
  to,
  icon,
  label,
}: {
  to: "/tasks" | "/definitions" | "/agents" | "/files" | "/outbox" | "/settings";
  icon: ReactNode;
  label: string;
}) {
  return (
    <Link to={to} className={ITEM}>
      {icon}
      {label}
    </Link>
  );
}

function InboxCount() {
  const open = useQuery(inboxCountQuery);
  const count = open.data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <span
      title={text.nav.waitingForYou(count)}
      className="rounded-full bg-human px-1.5 text-xs leading-5 font-semibold text-on-human max-md:absolute max-md:top-0.5 max-md:left-1/2 max-md:ml-1 max-md:leading-4"
    >
      {count}
      {open.data?.nextCursor ? "+" : ""}
    </span>
  );
}
