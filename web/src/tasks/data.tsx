import type { Task } from "@taskwright/api/task.ts";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { filesQuery } from "../files/queries.ts";
import { text } from "../text.ts";
import { FileLink } from "../ui/file-link.tsx";
import { Facts } from "../ui/facts.tsx";
import { LongBody } from "./long-body.tsx";
import { taskBodyAddress } from "./queries.ts";

/** What it was given, what it gave back, and the files it kept. */
export function Data({ task }: { task: Task }) {
  const files = useInfiniteQuery(filesQuery({ task: task.id }));
  const kept = files.data?.pages.flatMap((page) => page.items) ?? [];
  const ended = task.endedAt !== null;
  const hasOutputs =
    task.outputs !== null &&
    task.outputs !== undefined &&
    !(typeof task.outputs === "object" && Object.keys(task.outputs).length === 0);
  return (
    <div className="grid gap-6 p-4 lg:grid-cols-2">
      <Part title={text.task.inputs}>
        {task.long?.inputs ? (
          <LongBody address={taskBodyAddress(task.id, "inputs")} label={text.task.inputs} long={task.long.inputs} />
        ) : Object.keys(task.inputs).length === 0 ? (
          <Nothing>{text.task.noInputs}</Nothing>
        ) : (
          <Facts value={task.inputs} label={text.task.inputs} />
        )}
      </Part>
      <Part title={text.task.outputs}>
        {task.long?.outputs ? (
          <LongBody address={taskBodyAddress(task.id, "outputs")} label={text.task.outputs} long={task.long.outputs} />
        ) : hasOutputs ? (
          <Facts value={task.outputs} label={text.task.outputs} />
        ) : (
          <Nothing>{ended ? text.task.noOutputs : text.task.noOutputsYet}</Nothing>
        )}
      </Part>
      <Part title={text.task.files}>
        {kept.length === 0 ? (
          <Nothing>{text.task.noFiles}</Nothing>
        ) : (
          <ul className="flex flex-col gap-1">
            {kept.map((file) => (
              <li key={file.id}>
                <FileLink file={{ file: file.id, name: file.path ?? file.name }} />
              </li>
            ))}
          </ul>
        )}
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return <p className="text-faint">{children}</p>;
}
