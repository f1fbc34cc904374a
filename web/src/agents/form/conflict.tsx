import { text } from "../../text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/states.tsx";
import { type AgentDraft, changedFields } from "./draft.ts";

/** Somebody else has saved meanwhile: what they changed, what of it is changed here too, and what one can do. */
export function Conflict(props: {
  base: AgentDraft;
  theirs: AgentDraft;
  mine: AgentDraft;
  onKeep(): void;
  onDrop(): void;
}) {
  const words = text.agents.conflict;
  const theirs = changedFields(props.base, props.theirs);
  const both = changedFields(props.base, props.mine).filter((field) => theirs.includes(field));
  const names = (fields: (keyof AgentDraft)[]) => fields.map((field) => words.fields[field]).join(", ");
  return (
    <div role="alert">
      <Notice tone="human">
        <p className="font-medium">{words.title}</p>
        <p>{theirs.length === 0 ? words.same : words.theirs(names(theirs))}</p>
        {both.length > 0 && <p>{words.both(names(both))}</p>}
        <div className="mt-2 flex flex-wrap gap-2">
          <Button onClick={props.onKeep}>{words.keep}</Button>
          <Button onClick={props.onDrop}>{words.drop}</Button>
        </div>
      </Notice>
    </div>
  );
}
