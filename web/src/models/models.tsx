import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Cpu } from "lucide-react";
import { useMay } from "../access/session.ts";
import { text } from "../text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Empty, Failed, SkeletonRows } from "../ui/states.tsx";
import { ModelDialog } from "./model-dialog.tsx";
import { ModelRow } from "./model-row.tsx";
import { Offers } from "./offers.tsx";
import { modelsQuery } from "./queries.ts";

/** The models there are, and the one that is being connected or changed. */
export function Models() {
  const models = useQuery(modelsQuery);
  const { model: chosen } = useSearch({ from: "/shell/agents" });
  const navigate = useNavigate({ from: "/agents" });
  const mayWrite = useMay("model.write");
  if (models.isPending) return <SkeletonRows />;
  if (models.isError) return <Failed error={models.error} onRetry={() => void models.refetch()} />;
  const open = models.data.find(({ id }) => String(id) === chosen);
  return (
    <div className="flex flex-col gap-4 p-4">
      {models.data.length === 0 ? (
        <Empty icon={<Cpu size={24} />} title={text.models.emptyTitle}>
          <p>{text.models.empty}</p>
          {mayWrite && (
            <Link to="/agents" search={{ tab: "models", model: "new" }} className={buttonClass("plain")}>
              {text.models.connect}
            </Link>
          )}
        </Empty>
      ) : (
        <>
          <p className="max-w-2xl text-soft">{text.models.text}</p>
          <ul aria-label={text.models.title} className="flex flex-col overflow-hidden rounded-lg border border-line">
            {models.data.map((model) => (
              <ModelRow key={model.id} model={model} mayWrite={mayWrite} />
            ))}
          </ul>
        </>
      )}
      {mayWrite && <Offers models={models.data} />}
      {mayWrite && (open || chosen === "new") && (
        <ModelDialog
          key={chosen}
          model={open}
          others={models.data.filter((model) => model !== open)}
          onClose={() => void navigate({ search: { tab: "models" }, replace: true })}
        />
      )}
    </div>
  );
}
