import { Link } from "@tanstack/react-router";
import { Bookmark, Check, X } from "lucide-react";
import { useId, useState } from "react";
import { useSession } from "../access/session.ts";
import { text } from "../text.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Popover } from "../ui/popover.tsx";
import { toast } from "../ui/toast.tsx";
import type { TaskSearch } from "./search.ts";
import { isSame, keepViews, keptViews, LONGEST_NAME, type View, withView } from "./views.ts";

/** Lists under names: to go to one, to keep this one, to drop one. */
export function ViewMenu({ search }: { search: TaskSearch }) {
  const login = useSession()?.login;
  const [open, setOpen] = useState(false);
  if (!login) return null;
  return (
    <Popover
      label={text.taskList.views.label}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Bookmark size={14} />
          {text.taskList.views.label}
        </Button>
      }
    >
      <Views login={login} search={search} onChosen={() => setOpen(false)} />
    </Popover>
  );
}

function Views({ login, search, onChosen }: { login: string; search: TaskSearch; onChosen(): void }) {
  const [views, setViews] = useState(() => keptViews(login));
  const [name, setName] = useState("");
  const id = useId();
  const { views: words } = text.taskList;
  const keep = (next: View[]) => {
    setViews(next);
    return keepViews(login, next);
  };
  return (
    <div className="flex flex-col gap-3">
      {views.length === 0 ? (
        <p className="text-soft">{words.none}</p>
      ) : (
        <ul className="flex flex-col">
          {views.map((view) => (
            <li key={view.name} className="flex min-h-8 items-center gap-1">
              <Link
                to="/tasks"
                search={view.search}
                onClick={onChosen}
                className="flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded-sm px-2 hover:bg-raised"
                aria-current={isSame(view.search, search) ? "true" : undefined}
              >
                <span dir="auto" className="truncate">
                  {view.name}
                </span>
                {isSame(view.search, search) && <Check size={14} aria-hidden className="ml-auto shrink-0" />}
              </Link>
              <IconButton
                label={words.remove(view.name)}
                onClick={() => keep(views.filter((each) => each.name !== view.name))}
              >
                <X size={14} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <form
        className="flex flex-col gap-1 border-t border-line pt-3"
        onSubmit={(event) => {
          event.preventDefault();
          const named = name.trim();
          if (named === "" || !keep(withView(views, { name: named, search }))) return;
          toast(words.saved(named));
          setName("");
        }}
      >
        <label htmlFor={id}>{words.name}</label>
        <div className="flex gap-2">
          <input
            id={id}
            aria-describedby={`${id}about`}
            className="control"
            maxLength={LONGEST_NAME}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" disabled={name.trim() === ""}>
            {words.save}
          </Button>
        </div>
        <p id={`${id}about`} className="text-xs text-faint">
          {words.about}
        </p>
      </form>
    </div>
  );
}
