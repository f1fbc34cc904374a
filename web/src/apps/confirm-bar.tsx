import type { App } from "@taskwright/api/app.ts";
import type { ToolInfo } from "@taskwright/api/definition.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { useConfirm } from "./use-confirm.ts";

const EFFECTS = ["read", "write", "external"] as const;

/** What waits for a person's word: all of one effect at once, or just what the search has found. */
export function ConfirmBar({ app, tools, found }: { app: App; tools: ToolInfo[]; found: ToolInfo[] }) {
  const confirm = useConfirm(app.id);
  const waiting = tools.filter((tool) => !tool.confirmed);
  if (waiting.length === 0) return null;
  const some = found.length < tools.length ? found.filter((tool) => !tool.confirmed) : [];
  const changed = waiting.filter((tool) => tool.changed).length;
  const words = text.apps;
  const named = (list: ToolInfo[]) =>
    confirm.mutate({ tools: list.map(({ name }) => ({ tool: name })), said: words.confirmedDone(list.length) });
  return (
    <section
      aria-labelledby="to-confirm"
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-l-3 border-line border-l-human bg-human-wash px-4 py-3"
    >
      <div className="min-w-0 max-w-xl">
        <h3 id="to-confirm" className="font-medium text-human-text">
          {words.confirmTitle(waiting.length)}
        </h3>
        <p className="text-soft">
          {changed > 0 && `${words.confirmChanged(changed)} `}
          {words.confirmText}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {some.length > 0 && some.length < waiting.length ? (
          <Button look="human" busy={confirm.isPending} onClick={() => named(some)}>
            {words.confirmFound(some.length)}
          </Button>
        ) : (
          EFFECTS.map((effect) => {
            const of = waiting.filter((tool) => tool.effect === effect);
            return (
              of.length > 0 && (
                <Button
                  key={effect}
                  look="human"
                  disabled={confirm.isPending}
                  title={words.effectText[effect]}
                  onClick={() => named(of)}
                >
                  {words.confirmEffect(effect, of.length)}
                </Button>
              )
            );
          })
        )}
      </div>
    </section>
  );
}
