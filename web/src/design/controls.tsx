import { Play } from "lucide-react";
import { useId, useState } from "react";
import { Button, type ButtonLook, IconButton } from "../ui/button.tsx";
import { described, Field } from "../ui/field.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Switch } from "../ui/switch.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Sample } from "./sample.tsx";

const LOOKS: ButtonLook[] = ["human", "plain", "quiet", "bare", "danger"];

export function Controls() {
  const id = useId();
  const [view, setView] = useState("list");
  const [on, setOn] = useState(true);
  const [tab, setTab] = useState("one");
  return (
    <>
      <Sample name="Button">
        {LOOKS.map((look) => (
          <Button key={look} look={look}>
            {look}
          </Button>
        ))}
        <Button look="human" size="lg">
          Large <Kbd keys="a" />
        </Button>
        <Button disabled>disabled</Button>
        <Button busy>busy</Button>
        <IconButton label="Start">
          <Play size={16} />
        </IconButton>
      </Sample>
      <Sample name="Kbd">
        <Kbd keys="j" />
        <Kbd keys="mod+k" />
        <Kbd keys="g i" />
        <Kbd keys="mod+Enter" />
        <Kbd keys="?" />
      </Sample>
      <Sample name="Segmented">
        <Segmented
          label="View"
          value={view}
          onChange={setView}
          options={[
            { value: "list", label: "List" },
            { value: "board", label: "Board" },
            { value: "graph", label: "Graph" },
          ]}
        />
      </Sample>
      <Sample name="Switch">
        <Switch label="On" checked={on} onChange={setOn} />
        <Switch label="Off" checked={!on} onChange={(next) => setOn(!next)} />
        <Switch label="Disabled" checked disabled onChange={() => {}} />
      </Sample>
      <Sample name="Field">
        <Field id={`${id}-a`} label="Amount" hint="In the invoice's currency" className="w-44">
          <input id={`${id}-a`} className="control" defaultValue="1,250.00" {...described(`${id}-a`, "hint")} />
        </Field>
        <Field id={`${id}-b`} label="Due" error="Write a date." optional="optional" className="w-44">
          <input
            id={`${id}-b`}
            className="control"
            defaultValue="tomorrow"
            {...described(`${id}-b`, undefined, "wrong")}
          />
        </Field>
        <Field id={`${id}-c`} label="Agent" className="w-44">
          <select id={`${id}-c`} className="control">
            <option>accounts-payable</option>
          </select>
        </Field>
      </Sample>
      <Sample name="Tabs">
        <Tabs
          label="Sample"
          value={tab}
          onChange={setTab}
          tabs={[
            { id: "one", label: "Timeline", content: <p className="p-4">The first pane.</p> },
            { id: "two", label: "Log", count: 12, content: <p className="p-4">The second pane.</p> },
          ]}
        />
      </Sample>
    </>
  );
}
