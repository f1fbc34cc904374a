import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { clsx } from "../ui/clsx.ts";
import { examplesQuery } from "./queries.ts";

/** The definitions that come with the program: one click makes a copy of one's own. */
export function Examples() {
  const examples = useQuery(examplesQuery).data ?? [];
  const words = text.definitions.examples;
  if (examples.length === 0) return null;
  return (
    <section aria-labelledby="examples" className="border-t border-line pt-4">
      <h2 id="examples" className="font-semibold">
        {words.title}
      </h2>
      <p className="mb-3 text-soft">{words.text}</p>
      <ul className="grid gap-3 [grid-template-columns:repeat(auto-fill,minmax(min(16rem,100%),1fr))]">
        {examples.map(({ name, description }) => (
          <li key={name} className="flex flex-col gap-2 rounded-lg border border-dashed border-line p-3">
            <h3 className="font-medium">{name}</h3>
            <p className="line-clamp-3 text-xs text-soft">{description}</p>
            <Link
              to="/definitions/new"
              search={{ example: name }}
              aria-label={words.useNamed(name)}
              className={clsx(buttonClass(), "mt-auto self-start")}
            >
              {words.use}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
