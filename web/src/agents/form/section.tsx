import { useId, type ReactNode } from "react";

/** One part of what an agent is, with what is wrong in it. */
export function Section({
  title,
  about,
  error,
  children,
}: {
  title: string;
  about?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="@container flex flex-col gap-3 border-t border-line py-5 first:border-0">
      <div>
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        {about && <p className="max-w-2xl text-soft">{about}</p>}
      </div>
      {children}
      {error && (
        <p role="alert" className="text-bad">
          {error}
        </p>
      )}
    </section>
  );
}
