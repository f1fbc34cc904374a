import { serverNow } from "../format/clock.ts";
import { duration } from "../format/duration.ts";
import { exactTime } from "../format/time.ts";
import { text } from "../text.ts";
import { useNow } from "../ui/moment.tsx";

/** How long until then, second by second near its end; the moment itself on hover. */
export function Countdown({ until }: { until: string }) {
  const moment = Date.parse(until);
  useNow(moment - serverNow() < 3_600_000 ? 1_000 : 30_000);
  const left = moment - serverNow();
  return (
    <time dateTime={until} title={exactTime(until)} className="whitespace-nowrap">
      {left <= 0 ? text.steps.due : text.steps.left(duration(Math.ceil(left / 1_000) * 1_000))}
    </time>
  );
}
