import { CircleAlert, CircleCheck, LoaderCircle, User } from "lucide-react";
import { StatusBadge } from "../tasks/status.tsx";
import { Badge, Count } from "../ui/badge.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Facts } from "../ui/facts.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Moment } from "../ui/moment.tsx";
import { Progress } from "../ui/progress.tsx";
import { Split } from "../ui/split.tsx";
import { Sample } from "./sample.tsx";

const STATUSES = ["scheduled", "queued", "running", "waiting", "paused", "complete", "error", "cancelled"] as const;
const JSON_SAMPLE = { invoice: "4711", total: 4711.5, paid: false, lines: [{ text: "Paper", net: 12 }], note: null };
const FACTS = { Supplier: "Papier Müller GmbH", Payable: "4,711.50 EUR", Lines: [{ text: "Paper", net: 12 }] };

export function Data() {
  return (
    <>
      <Sample name="Badge, Count">
        <Badge tone="human" icon={User}>
          Waiting
        </Badge>
        <Badge tone="good" icon={CircleCheck}>
          Complete
        </Badge>
        <Badge tone="busy" icon={LoaderCircle} spinning>
          Running
        </Badge>
        <Badge tone="bad" icon={CircleAlert}>
          Error
        </Badge>
        <Badge>plain</Badge>
        <Badge tone="faint">faint</Badge>
        <Count count={3} tone="human" />
        <Count count={99} more />
      </Sample>
      <Sample name="StatusBadge">
        {STATUSES.map((status) => (
          <StatusBadge key={status} status={status} reason={null} />
        ))}
        <StatusBadge status="waiting" reason={{ code: "person", text: "waiting for Dana" }} />
      </Sample>
      <Sample name="Progress">
        {(["busy", "human", "good", "bad", "still"] as const).map((tone, index) => (
          <Progress key={tone} percent={(index + 1) * 20} tone={tone} className="w-24" />
        ))}
      </Sample>
      <Sample name="Moment, CopyButton">
        <Moment at={SAMPLE_TIME} />
        <CopyButton value="#12" />
      </Sample>
      <Sample name="Facts">
        <Facts value={FACTS} label="Invoice" />
      </Sample>
      <Sample name="JsonView">
        <div className="min-w-0 flex-1">
          <JsonView value={JSON_SAMPLE} label="Output" />
        </div>
      </Sample>
      <Sample name="Split">
        <div className="flex h-24 w-full rounded-md border border-line">
          <Split
            id="design"
            start={<p className="p-3">Drag the border, or move it with the arrow keys.</p>}
            end={<p className="p-3">A double click puts it back.</p>}
          />
        </div>
      </Sample>
    </>
  );
}

const SAMPLE_TIME = new Date(Date.now() - 180_000).toISOString();
