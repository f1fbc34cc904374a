import type { Interaction } from "@taskwright/api/interaction.ts";
import { useNavigate } from "@tanstack/react-router";
import { Check, FileText, ListChecks, Play, User } from "lucide-react";
import { useEffect, useState } from "react";
import { useMay } from "../../access/session.ts";
import { text } from "../../text.ts";
import { CommandDialog, CommandEmpty, CommandGroup, CommandItem } from "../../ui/command.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { ApproveChoices, ApproveFacts, canApproveHere } from "./approve-step.tsx";
import { type FixedCommand, useFixedCommands } from "./commands.ts";
import { best, useFound } from "./found.ts";
import { closeCommandMenu, stopKeeping, takeTyped } from "./open.ts";
import { readRecent, remember, type Recent } from "./recent.ts";

const words = text.command;

/** ⌘K: finds everything and does everything, by keyboard alone. */
export function CommandMenu() {
  const [query, setQuery] = useState(takeTyped);
  useEffect(stopKeeping, []);
  const [approving, setApproving] = useState<Interaction>();
  const close = () => {
    // one step back first
    if (approving) setApproving(undefined);
    else closeCommandMenu();
  };
  return (
    <CommandDialog
      label={words.label}
      placeholder={approving ? words.approvePlaceholder : words.placeholder}
      query={approving ? "" : query}
      onQuery={(next) => {
        setApproving(undefined);
        setQuery(next);
      }}
      onClose={close}
      above={approving && <ApproveFacts request={approving} />}
      footer={
        <>
          <Hint keys="ArrowDown" label={words.choose} />
          <Hint keys="Enter" label={words.doIt} />
          <Hint keys="Escape" label={approving ? words.back : text.actions.close} />
        </>
      }
    >
      {approving ? (
        <ApproveChoices request={approving} onDone={closeCommandMenu} />
      ) : (
        <Choices query={query} onApprove={setApproving} />
      )}
    </CommandDialog>
  );
}

function Choices({ query, onApprove }: { query: string; onApprove(request: Interaction): void }) {
  const navigate = useNavigate();
  const mayRun = useMay("task.create");
  const mayDecide = useMay("interaction.respond");
  const fixed = useFixedCommands();
  // "run invoice" finds the invoice, "approve" finds what waits
  const approveWord = words.approve("");
  const found = useFound(withoutVerb(query, [words.run(""), approveWord]), words.run(""));
  const onlyApprovals = startsLike(query, approveWord);
  const choose = (run: () => void, recent?: Recent) => () => {
    if (recent) remember(recent);
    closeCommandMenu();
    run();
  };
  const toTask = (id: number, label: string) =>
    choose(() => void navigate({ to: "/tasks/$id", params: { id: String(id) } }), { kind: "task", id, label });
  const toDefinition = (id: number, label: string) =>
    choose(() => void navigate({ to: "/definitions/$id", params: { id: String(id) } }), {
      kind: "definition",
      id,
      label,
    });
  const commands = (list: FixedCommand[]) =>
    list.map((one) => (
      <CommandItem
        key={one.id}
        id={one.id}
        icon={<one.icon size={15} />}
        keys={one.keys}
        onSelect={choose(one.run, { kind: "command", id: one.id })}
      >
        {one.label}
      </CommandItem>
    ));
  const all = [...fixed.go, ...fixed.create, ...fixed.more];
  const fitting = query.trim() === "" ? [] : best(all, query, (one) => `${one.label} ${one.words ?? ""}`, 6);
  const requests = found.requests.filter((request) => request.mine);
  const tasks = found.tasks.length > 0 && (
    <CommandGroup heading={text.nav.tasks}>
      {found.tasks.map((task) => (
        <CommandItem
          key={task.id}
          id={`task-${task.id}`}
          icon={<ListChecks size={15} />}
          hint={task.status && text.tasks.statuses[task.status]}
          onSelect={toTask(task.id, task.title)}
        >
          <span className="text-faint">#{task.id}</span> {task.title}
        </CommandItem>
      ))}
    </CommandGroup>
  );

  return (
    <>
      {found.byNumber && tasks}
      {!found.searching && <CommandEmpty>{words.nothing(query)}</CommandEmpty>}
      {query.trim() === "" && <RecentChoices commands={all} onTask={toTask} onDefinition={toDefinition} />}
      {requests.length > 0 && mayDecide && (
        <CommandGroup heading={words.waiting}>
          {requests.map((request) =>
            onlyApprovals && canApproveHere(request) ? (
              <CommandItem
                key={request.id}
                id={`approve-${request.id}`}
                icon={<Check size={15} className="text-human-text" />}
                hint={`#${request.task.id}`}
                onSelect={() => onApprove(request)}
              >
                {words.approve(request.title)}
              </CommandItem>
            ) : (
              <CommandItem
                key={request.id}
                id={`decide-${request.id}`}
                icon={<User size={15} className="text-human-text" />}
                hint={`#${request.task.id}`}
                onSelect={choose(() => void navigate({ to: "/inbox", search: { request: request.id } }))}
              >
                {words.decide(request.title)}
              </CommandItem>
            ),
          )}
        </CommandGroup>
      )}
      {!found.byNumber && tasks}
      {found.definitions.length > 0 && (
        <CommandGroup heading={text.nav.definitions}>
          {mayRun &&
            found.definitions.map((one) => (
              <CommandItem
                key={`run-${one.id}`}
                id={`run-${one.id}`}
                icon={<Play size={14} />}
                hint={one.category}
                onSelect={choose(() => void navigate({ to: "/tasks/new", search: { definition: one.id } }))}
              >
                {words.run(one.name)}
              </CommandItem>
            ))}
          {found.definitions.map((one) => (
            <CommandItem
              key={one.id}
              id={`definition-${one.id}`}
              icon={<FileText size={15} />}
              onSelect={toDefinition(one.id, one.name)}
            >
              {words.open(one.name)}
            </CommandItem>
          ))}
        </CommandGroup>
      )}
      {query.trim() === "" ? (
        <>
          <CommandGroup heading={text.top.create}>{commands(fixed.create)}</CommandGroup>
          <CommandGroup heading={words.go}>{commands(fixed.go)}</CommandGroup>
          <CommandGroup heading={words.more}>{commands(fixed.more)}</CommandGroup>
        </>
      ) : (
        fitting.length > 0 && <CommandGroup heading={words.commands}>{commands(fitting)}</CommandGroup>
      )}
    </>
  );
}

function RecentChoices({
  commands,
  onTask,
  onDefinition,
}: {
  commands: FixedCommand[];
  onTask(id: number, label: string): () => void;
  onDefinition(id: number, label: string): () => void;
}) {
  const [recent] = useState(readRecent);
  if (recent.length === 0) return null;
  return (
    <CommandGroup heading={words.recent}>
      {recent.map((one) => {
        if (one.kind === "command") {
          const command = commands.find(({ id }) => id === one.id);
          if (!command) return null;
          return (
            <CommandItem
              key={one.id}
              id={`recent-${one.id}`}
              icon={<command.icon size={15} />}
              onSelect={() => {
                closeCommandMenu();
                command.run();
              }}
            >
              {command.label}
            </CommandItem>
          );
        }
        const go = one.kind === "task" ? onTask(one.id, one.label) : onDefinition(one.id, one.label);
        const Icon = one.kind === "task" ? ListChecks : FileText;
        return (
          <CommandItem
            key={`${one.kind}-${one.id}`}
            id={`recent-${one.kind}-${one.id}`}
            icon={<Icon size={15} />}
            hint={one.kind === "task" ? `#${one.id}` : undefined}
            onSelect={go}
          >
            {one.label}
          </CommandItem>
        );
      })}
    </CommandGroup>
  );
}

function Hint({ keys, label }: { keys: string; label: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <Kbd keys={keys} /> {label}
    </span>
  );
}

function startsLike(query: string, verb: string): boolean {
  const typed = query.trim().toLowerCase().split(/\s+/)[0]!;
  return typed.length > 2 && verb.trim().toLowerCase().startsWith(typed);
}

/** "approve pay" looks for "pay" among what waits. */
function withoutVerb(query: string, verbs: string[]): string {
  return verbs.some((verb) => startsLike(query, verb)) ? query.trim().replace(/^\S+\s*/, "") : query;
}
