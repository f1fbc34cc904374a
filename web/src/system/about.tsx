import type { SystemInfo } from "@taskwright/api/system.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { get } from "../api/http.ts";
import { serverNow } from "../format/clock.ts";
import { duration } from "../format/duration.ts";
import { bytes, number } from "../format/number.ts";
import { text } from "../text.ts";
import { Badge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { Failed, Notice, SkeletonRows } from "../ui/states.tsx";

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
  const { version, node, startedAt, database, queue, workers, disk, smtpConfigured, secretKey } = info.data;
  return (
    <div className="flex max-w-4xl flex-col gap-4 p-4">
      <Verdict troubles={troublesOf(info.data)} />
      <div className="grid gap-4 md:grid-cols-2">
        <Box title={text.product}>
          <Line label={words.version}>{version}</Line>
          <Line label={words.node}>{node}</Line>
          <Line label={words.since}>
            <Moment at={startedAt} />
          </Line>
          <Line label={words.mail}>{smtpConfigured ? words.mailOn : words.mailOff}</Line>
          <Line label={words.key}>
            {words.keyFrom[secretKey.from]} ({secretKey.id})
          </Line>
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
        <Models models={info.data.models} />
        <Connections connections={info.data.connections} />
      </div>
      <p className="text-faint">
        <Link to="/design" className="underline decoration-line underline-offset-2 hover:decoration-current">
          {text.design.title}
        </Link>
      </p>
    </div>
  );
}

function Models({ models }: Pick<SystemInfo, "models">) {
  return (
    <Box title={words.models}>
      {models.map(({ id, name, trouble, tested }) => (
        <Line key={id} label={name}>
          {tested === null ? (
            words.modelUntested
          ) : (
            <span className={tested.ok && !trouble ? "text-good" : "text-bad"}>
              {tested.ok ? words.modelAnswers : words.modelFails}
            </span>
          )}
          {tested && (
            <>
              {" "}
              · <Moment at={tested.at} />
            </>
          )}
        </Line>
      ))}
      {models.length === 0 && <Line label={words.models}>{words.noModels}</Line>}
    </Box>
  );
}

function Connections({ connections }: Pick<SystemInfo, "connections">) {
  return (
    <Box title={words.accounts}>
      {connections.map(({ id, name, status, usedAt }) => (
        <Line key={id} label={name}>
          <span className={status === "ready" ? "text-good" : "text-bad"}>{text.connections.statuses[status]}</span> ·{" "}
          {usedAt === null ? (
            words.accountNeverUsed
          ) : (
            <>
              {words.accountUsed} <Moment at={usedAt} />
            </>
          )}
        </Line>
      ))}
      {connections.length === 0 && <Line label={words.accounts}>{text.none}</Line>}
    </Box>
  );
}

/** What someone should do something about, if anything. */
function Verdict({ troubles }: { troubles: string[] }) {
  if (troubles.length === 0)
    return (
      <Badge tone="good" icon={CircleCheck}>
        {words.fine}
      </Badge>
    );
  return (
    <Notice tone="bad">
      <ul>
        {troubles.map((trouble) => (
          <li key={trouble}>{trouble}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** Below this part of the disk someone should make room. */
const LOW_DISK = 0.05;
const LONG_QUEUE_MS = 15 * 60_000;

export function troublesOf(system: SystemInfo, now = serverNow()): string[] {
  const { workers, disk, queue, secretKey } = system;
  const gone = workers.filter((worker) => !worker.live).map((worker) => worker.name);
  return [
    !workers.some((worker) => worker.live) && words.noWorker,
    gone.length > 0 && words.goneWorkers(gone.join(", ")),
    disk !== null &&
      disk.freeBytes / (disk.freeBytes + disk.usedBytes) < LOW_DISK &&
      words.lowDisk(bytes(disk.freeBytes)),
    queue.oldestQueuedAt !== null &&
      queue.running === 0 &&
      now - Date.parse(queue.oldestQueuedAt) > LONG_QUEUE_MS &&
      words.stuck,
    ...system.models.map(
      ({ name, trouble, tested }) =>
        (trouble !== null && words.modelTrouble(name, trouble.text)) ||
        (tested?.ok === false && words.modelTrouble(name, tested.text)),
    ),
    ...system.connections.map(
      ({ name, status, statusText }) =>
        (status === "pending" && words.accountPending(name)) ||
        (status === "lapsed" && words.accountLapsed(name, statusText ?? words.accountExpired)),
    ),
    secretKey.unreadable > 0 && words.keyMissing(secretKey.unreadable),
  ].filter((trouble) => trouble !== false);
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
      <dt dir="auto" className="min-w-0 text-soft">
        {label}
      </dt>
      <dd className="max-w-2/3 min-w-[45%] text-right">{children}</dd>
    </div>
  );
}
