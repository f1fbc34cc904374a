import { Link } from "@tanstack/react-router";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Empty } from "../ui/states.tsx";

export function NotFound() {
  return <Missing words={text.errors.notFound} />;
}

/** What is not there, in words, and where to go instead. */
export function Missing({ words }: { words: string }) {
  return (
    <Page title={text.errors.notFoundTitle}>
      <Empty title="">
        <p>{words}</p>
        <Link to="/tasks" className={buttonClass()}>
          {text.errors.home}
        </Link>
      </Empty>
    </Page>
  );
}
