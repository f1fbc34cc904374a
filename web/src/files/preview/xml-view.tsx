import { useMemo, useState } from "react";
import { text } from "../../text.ts";
import { Notice } from "../../ui/states.tsx";
import { Plain } from "./plain.tsx";
import { readXml, type XmlElement } from "./xml.ts";

const CHILDREN_AT_ONCE = 200;
const OPEN_DEPTH = 3;

/** XML as it is nested; each element folds. Nothing in it is fetched, run or shown as a page. */
export function XmlView({ source, name }: { source: string; name: string }) {
  const root = useMemo(() => readXml(source), [source]);
  if (!root) {
    return (
      <>
        <Notice tone="bad">{text.preview.brokenXml}</Notice>
        <Plain words={source} name={name} />
      </>
    );
  }
  return (
    <div
      role="group"
      aria-label={name}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
      tabIndex={0}
      className="max-h-[60dvh] overflow-auto rounded-md border border-line bg-page p-3 font-mono text-xs"
    >
      <Node element={root} depth={0} />
    </div>
  );
}

function Node({ element, depth }: { element: XmlElement; depth: number }) {
  const [shown, setShown] = useState(CHILDREN_AT_ONCE);
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  const { children } = element;
  if (children.length === 0) {
    return (
      <div className="pl-4 leading-5">
        <Tag element={element} />
        <span dir="auto" className="whitespace-pre-wrap">
          {element.text}
        </span>
        <span className="text-faint">{`</${element.name}>`}</span>
      </div>
    );
  }
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className={depth > 0 ? "pl-4" : ""}>
      <summary className="-ml-1 leading-5">
        <Tag element={element} />
        {!open && <span className="text-faint">… {children.length}</span>}
      </summary>
      {open && (
        <>
          {element.text.trim() !== "" && <div className="pl-4 whitespace-pre-wrap">{element.text.trim()}</div>}
          {children.slice(0, shown).map((child, index) => (
            <Node key={index} element={child} depth={depth + 1} />
          ))}
          {children.length > shown && (
            <button type="button" onClick={() => setShown(shown * 5)} className="ml-4 text-soft underline">
              {text.json.more(children.length - shown)}
            </button>
          )}
        </>
      )}
    </details>
  );
}

function Tag({ element }: { element: XmlElement }) {
  return (
    <>
      <span className="text-faint">{"<"}</span>
      <span className="text-busy">{element.name}</span>
      {element.attributes.map(([name, value]) => (
        <span key={name}>
          {" "}
          <span className="text-soft">{name}=</span>
          {`"${value}"`}
        </span>
      ))}
      <span className="text-faint">{">"}</span>
    </>
  );
}
