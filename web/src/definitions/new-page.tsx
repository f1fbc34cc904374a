import { useNavigate } from "@tanstack/react-router";
import { text } from "../text.ts";
import { Page } from "../ui/page.tsx";
import { Workbench } from "./workbench.tsx";

export function NewDefinitionPage() {
  const navigate = useNavigate();
  return (
    <Page title={text.definitions.new}>
      <Workbench
        onSaved={(saved) => void navigate({ to: "/definitions/$id", params: { id: String(saved.id) }, replace: true })}
      />
    </Page>
  );
}
