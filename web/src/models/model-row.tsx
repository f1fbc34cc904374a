import type { Model } from "@taskwright/api/model.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ellipsis, Zap } from "lucide-react";
import { useState } from "react";
import { number } from "../format/number.ts";
import { dollars } from "../format/money.ts";
import { text } from "../text.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Menu, MenuItem, MenuLink } from "../ui/menu.tsx";
import { Moment } from "../ui/moment.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { modelsQuery, removeModel, testModel } from "./queries.ts";
import { TestResult } from "./test-result.tsx";

export function ModelRow({ model, mayWrite }: { model: Model; mayWrite: boolean }) {
  const client = useQueryClient();
  const changed = () => {
    void client.invalidateQueries({ queryKey: modelsQuery.queryKey });
    void client.invalidateQueries({ queryKey: ["agents"] });
  };
  const test = useMutation({ mutationFn: () => testModel(model.id), onError: toastProblem, onSettled: changed });
  const [removing, setRemoving] = useState(false);
  const remove = useMutation({
    mutationFn: () => removeModel(model.id),
    onSuccess: () => toast(text.models.removed(model.name)),
    onError: toastProblem,
    onSettled() {
      changed();
      setRemoving(false);
    },
  });
  return (
    <li className="flex flex-col gap-3 border-b border-line px-4 py-3 last:border-0">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2">
        <div className="min-w-48 flex-1">
          <p dir="auto" className="font-medium">
            {model.name}
          </p>
          <p className="text-soft">
            {text.models.providers[model.provider]} · <span className="font-mono text-xs">{model.modelName}</span>
            {model.address && (
              <>
                {" · "}
                <span className="font-mono text-xs text-faint">{model.address}</span>
              </>
            )}
          </p>
          <Facts model={model} />
          {test.data?.text !== model.trouble?.text && <Trouble model={model} />}
        </div>
        {mayWrite && (
          <div className="flex items-center gap-1">
            <Button onClick={() => test.mutate()} busy={test.isPending} aria-label={text.models.testOf(model.name)}>
              <Zap size={14} aria-hidden />
              {text.models.test}
            </Button>
            <Menu
              trigger={
                <IconButton label={text.models.more(model.name)}>
                  <Ellipsis size={16} />
                </IconButton>
              }
            >
              <MenuLink>
                <Link to="/agents" search={{ tab: "models", model: String(model.id) }}>
                  {text.models.edit}
                </Link>
              </MenuLink>
              <MenuItem onSelect={() => setRemoving(true)}>{text.actions.remove}</MenuItem>
            </Menu>
          </div>
        )}
      </div>
      <div role="status" className="empty:-mt-3">
        {test.data && <TestResult result={test.data} />}
      </div>
      {removing && (
        <ConfirmDialog
          title={text.models.removeTitle(model.name)}
          words={text.models.removeText}
          action={text.models.remove}
          busy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setRemoving(false)}
        />
      )}
    </li>
  );
}

/** Its key, what it costs, what it may be asked at once, who uses it. */
function Facts({ model }: { model: Model }) {
  const words = text.models;
  const { price } = model;
  const limits = [
    model.maxConcurrent !== null && words.atOnce(number(model.maxConcurrent)),
    model.requestsPerMinute !== null && words.requestsPerMinute(number(model.requestsPerMinute)),
    model.tokensPerMinute !== null && words.tokensPerMinute(number(model.tokensPerMinute)),
  ].filter((limit) => limit !== false);
  const facts = [
    model.hasKey ? words.hasKey : words.noKey,
    price ? words.priceText(dollars(price.input), dollars(price.output)) : words.noPrice,
    // A figure that may be out of date says so where it stands.
    ...(model.priceFrom ? [words.priceFrom(model.priceFrom)] : []),
    ...limits,
    ...(model.fallback ? [words.fallbackTo(model.fallback.name)] : []),
    words.usedBy(model.agents),
  ];
  return <p className="text-xs text-faint">{facts.join(" · ")}</p>;
}

function Trouble({ model: { trouble, quietUntil } }: { model: Model }) {
  if (!trouble && !quietUntil) return null;
  return (
    <p className={trouble ? "text-bad" : "text-soft"}>
      {trouble ? (
        <>
          {trouble.text}{" "}
          <span className="text-faint">
            · <Moment at={trouble.at} />
          </span>
        </>
      ) : (
        quietUntil && (
          <>
            {text.models.quiet} <Moment at={quietUntil} />
          </>
        )
      )}
    </p>
  );
}
