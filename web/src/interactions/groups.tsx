import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { text } from "../text.ts";
import { clsx } from "../ui/clsx.ts";
import { number } from "../format/number.ts";
import { groupsQuery } from "./queries.ts";
import type { InboxSearch } from "./search.ts";

/** The first pane: mine, all, by definition and kind, and what was decided. On a phone a line to scroll. */
export function Groups({ search, wide }: { search: InboxSearch; wide: boolean }) {
  const { whose } = search;
  const groups = useQuery({
    ...groupsQuery(whose === "all" ? "all" : "mine"),
    placeholderData: (before) => before,
  }).data;
  const plain = search.definition === undefined && search.kind === undefined && search.status === undefined;
  const kinds = groups && groups.kinds.length > 1 ? groups.kinds : [];
  const definitions = groups && groups.definitions.length > 1 ? groups.definitions : [];
  return (
    <nav
      aria-label={text.inbox.groups}
      className={
        wide
          ? "flex w-52 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line p-2"
          : "flex shrink-0 gap-1 overflow-x-auto border-b border-line px-4 py-2"
      }
    >
      <Group wide={wide} to={{}} chosen={plain && !whose} label={text.inbox.mine} count={groups?.mine} />
      <Group
        wide={wide}
        to={{ whose: "all" }}
        chosen={plain && whose === "all"}
        label={text.inbox.all}
        count={groups?.all}
      />
      {wide && kinds.length > 0 && <Heading>{text.inbox.byKind}</Heading>}
      {kinds.map(({ kind, count }) => (
        <Group
          key={kind}
          wide={wide}
          to={{ whose, kind }}
          chosen={search.kind === kind}
          label={text.inbox.kinds[kind]}
          count={count}
        />
      ))}
      {wide && definitions.length > 0 && <Heading>{text.inbox.byDefinition}</Heading>}
      {definitions.map(({ name, count }) => (
        <Group
          key={name}
          wide={wide}
          to={{ whose, definition: name }}
          chosen={search.definition === name}
          label={name}
          count={count}
        />
      ))}
      {wide && <div className="flex-1" />}
      <Group
        wide={wide}
        to={{ status: "decided" }}
        chosen={search.status === "decided"}
        label={text.inbox.decidedGroup}
      />
    </nav>
  );
}

function Heading({ children }: { children: string }) {
  return <h2 className="mt-3 px-2 pb-1 text-xs text-faint">{children}</h2>;
}

function Group(props: { wide: boolean; to: InboxSearch; chosen: boolean; label: string; count?: number }) {
  return (
    <Link
      to="/inbox"
      search={props.to}
      aria-current={props.chosen ? "true" : undefined}
      className={clsx(
        "flex items-center gap-2",
        props.wide ? "min-h-8 rounded-md px-2" : "min-h-8 rounded-full border border-line px-3 whitespace-nowrap",
        props.chosen ? "bg-raised font-medium text-ink" : "text-soft hover:bg-raised hover:text-ink",
      )}
    >
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {props.label}
      </span>
      {props.count !== undefined && <span className="text-xs text-faint">{number(props.count)}</span>}
    </Link>
  );
}
