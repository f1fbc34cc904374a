import { Inbox } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Empty, Failed, Notice, SkeletonRows } from "../ui/states.tsx";
import { Sample } from "./sample.tsx";

export function States() {
  return (
    <>
      <Sample name="Notice">
        <Notice>Save first: a task runs the saved version.</Notice>
        <Notice tone="human">Dana approved this</Notice>
        <Notice tone="bad">The server refused it.</Notice>
      </Sample>
      <Sample name="SkeletonRows">
        <div className="w-full">
          <SkeletonRows rows={3} />
        </div>
      </Sample>
      <Sample name="Empty">
        <Empty icon={<Inbox size={24} />} title="Nothing waits for you">
          <p>When a task needs a decision, it shows here at once.</p>
          <Button>Go to the tasks</Button>
        </Empty>
      </Sample>
      <Sample name="Failed">
        <Failed error={new Error("The server cannot be reached.")} onRetry={() => {}} />
      </Sample>
    </>
  );
}
