import { Link } from "@tanstack/react-router";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Empty } from "../ui/states.tsx";

export function NotFound() {
  return (
    <Page title={text.errors.notFoundTitle}>
      <Empty title="">
        <p>{text.errors.notFound}</p>
        <Link to="/tasks" className={buttonClass()}>
          {text.errors.home}
        </Link>
      </Empty>
    </Page>
  );
}
