import { text } from "../text.ts";
import { Dialog } from "./dialog.tsx";
import { Kbd } from "./kbd.tsx";
import { keysOf, type PageKey } from "./use-keys.ts";

/** What one may press on the page one is on. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  const page = keysOf("page").filter((one) => one.label !== "");
  return (
    <Dialog title={text.keys.title} onClose={onClose}>
      <div className="flex flex-col gap-5">
        {page.length > 0 && <KeyList heading={text.keys.here} keys={page} />}
        <KeyList heading={text.keys.everywhere} keys={keysOf("everywhere")} />
      </div>
    </Dialog>
  );
}

function KeyList({ heading, keys }: { heading: string; keys: PageKey[] }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-medium text-faint">{heading}</h3>
      <dl>
        {keys.map((one) => (
          <div key={one.label} className="flex min-h-8 items-center justify-between gap-4">
            <dt className={one.off ? "text-faint" : undefined}>{one.label}</dt>
            <dd className="flex items-center gap-2 text-soft">
              {[one.keys].flat().map((keys) => (
                <Kbd key={keys} keys={keys} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
