import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ApiProblem, messageOf } from "../api/problem.ts";
import { text } from "../text.ts";
import { Button } from "./button.tsx";
import { clsx } from "./clsx.ts";

/** Nothing here yet: why, and what to do about it. */
export function Empty({ icon, title, children }: { icon?: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-16 text-center">
      {icon && <div className="text-faint">{icon}</div>}
      {title !== "" && <h2 className="text-base font-semibold">{title}</h2>}
      <div className="flex flex-col items-center gap-3 text-soft">{children}</div>
    </div>
  );
}

/** What was asked for did not come. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (error instanceof ApiProblem && error.status === 401) return null;
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-16 text-center">
      <CircleAlert className="text-bad" size={20} />
      <p>{messageOf(error)}</p>
      {onRetry && <Button onClick={onRetry}>{text.actions.tryAgain}</Button>}
    </div>
  );
}

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx("breathing rounded-sm bg-raised", className)} />;
}

/** As many grey lines as the list is likely to have. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <div role="status" aria-label={text.loading} className="flex flex-col gap-3 p-4">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton
          key={index}
          className={clsx("h-5", index % 3 === 0 ? "w-2/3" : index % 3 === 1 ? "w-5/6" : "w-1/2")}
        />
      ))}
    </div>
  );
}

export function Notice({ tone = "plain", children }: { tone?: "plain" | "human" | "bad"; children: ReactNode }) {
  const looks = {
    plain: "border-line bg-raised text-soft",
    human: "border-human-line bg-human-wash text-human-text",
    bad: "border-bad-line bg-bad-wash text-bad",
  };
  return <div className={clsx("rounded-md border px-3 py-2", looks[tone])}>{children}</div>;
}
