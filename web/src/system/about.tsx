import type { SystemInfo } from "@taskwright/api/system.ts";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { get } from "../api/http.ts";
import { duration } from "../format/duration.ts";
import { bytes, number } from "../format/number.ts";
import { text } from "../text.ts";
import { Moment } from "../ui/moment.tsx";
import { Failed, SkeletonRows } from "../ui/states.tsx";

const words = text.settings.about;

/** What `doctor` knows: versions, database, queue, workers, disk. */
export function About() {
  const info = useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => get<SystemInfo>("/system", {}, signal),
    refetchInterval: 5_000,
  });
  if (info.isPending) return <SkeletonRows />;
  if (info.isError) return <Failed error={info.error} onRetry={() => void info.refetch()} />;
  const { version, node, startedAt, database, queue, workers, disk, smtpConfigured } = info.data;
  return (
    <div className="grid max-w-4xl gap-4 p-4 md:grid-cols-2">
      <Box title={text.product}>
        <Line label={words.version}>{version}</Line>
        <Line label={words.node}>{node}</Line>
        <Line label={words.since}>
          <Moment at={startedAt} />
        </Line>
        <Line label={words.mail}>{smtpConfigured ? words.mailOn : words.mailOff}</Line>
      </Box>
      <Box title={words.database}>
        <Line label={words.version}>
          {database.version} ({database.embedded ? words.embedded : words.external})
        </Line>
        <Line label={words.size}>{bytes(database.bytes)}</Line>
        <Line label={words.latency}>{duration(database.latencyMs)}</Line>
        {disk && (
          <Line label={words.disk}>
            {bytes(disk.usedBytes)} {words.used}, {bytes(disk.freeBytes)} {words.free}
          </Line>
        )}
      </Box>
      <Box title={words.queue}>
        <Line label={words.queued}>{number(queue.queued)}</Line>
        <Line label={words.running}>{number(queue.running)}</Line>
        <Line label={words.waiting}>{number(queue.waiting)}</Line>
        <Line label={words.oldest}>{queue.oldestQueuedAt ? <Moment at={queue.oldestQueuedAt} /> : text.none}</Line>
      </Box>
      <Box title={words.workers}>
        {workers.map((worker) => (
          <Line key={worker.name} label={worker.name}>
            <span className={worker.live ? "text-good" : "text-bad"}>{worker.live ? words.live : words.gone}</span> ·{" "}
            {words.workerText(worker.running)} · {worker.host} ({worker.pid}) · <Moment at={worker.heartbeatAt} />
          </Line>
        ))}
        {workers.length === 0 && <Line label={words.workers}>{text.none}</Line>}
      </Box>
    </div>
  );
}

function Box({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="rounded-lg border border-line p-4">
      <h2 className="mb-2 font-semibold">{title}</h2>
      <dl className="flex flex-col gap-1">{children}</dl>
    </section>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-soft">{label}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  );
}
