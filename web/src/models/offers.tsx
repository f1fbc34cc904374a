import type { Model } from "@taskwright/api/model.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { bytes } from "../format/number.ts";
import { text } from "../text.ts";
import { Button } from "../ui/button.tsx";
import { toast, toastProblem } from "../ui/toast.tsx";
import { createModel, modelsQuery, offersQuery } from "./queries.ts";

/** What a program on the server's own machine offers: one press connects it. */
export function Offers({ models }: { models: Model[] }) {
  const client = useQueryClient();
  const offers = useQuery(offersQuery).data ?? [];
  const connect = useMutation({
    mutationFn: (offer: (typeof offers)[number]) =>
      createModel({
        name: offer.modelName,
        provider: "compatible",
        modelName: offer.modelName,
        address: offer.address,
        thisMachine: true,
      }),
    onSuccess: (model) => toast(text.models.connected(model.name)),
    onError: toastProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: modelsQuery.queryKey }),
  });
  const open = offers.filter(
    (offer) => !models.some(({ address, modelName }) => address === offer.address && modelName === offer.modelName),
  );
  if (open.length === 0) return null;
  return (
    <section aria-label={text.models.offers} className="flex flex-col gap-2 rounded-lg border border-line bg-page p-4">
      <h2 className="font-semibold">{text.models.offersOf(open[0]!.server)}</h2>
      <ul className="flex flex-wrap gap-2">
        {open.slice(0, 20).map((offer) => (
          <li key={offer.modelName}>
            <Button disabled={connect.isPending} onClick={() => connect.mutate(offer)}>
              {text.models.connectOffer(offer.modelName)}
              {offer.bytes !== null && <span className="text-faint">{bytes(offer.bytes)}</span>}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
