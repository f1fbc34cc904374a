import { Link } from "@tanstack/react-router";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Empty } from "../ui/states.tsx";

export function NotFound() {
  return (
    <Empty title={text.errors.notFoundTitle}>
      <p>{text.errors.notFound}</p>
      <Link to="/tasks" className={buttonClass()}>
        {text.errors.home}
      </Link>
    </Empty>
  );
}
