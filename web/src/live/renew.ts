import type { QueryClient, QueryFilters } from "@tanstack/react-query";

/**
 * Reads again what has changed. The answer of a first reading that is under way may be from before: the client would
 * take it for the new one, and no other event may ever come, so it is read once more when it is here.
 */
export function renew(client: QueryClient, filters: QueryFilters): void {
  const begun = client
    .getQueryCache()
    .findAll({ ...filters, fetchStatus: "fetching" })
    .filter(({ state }) => state.data === undefined);
  void client.invalidateQueries(filters);
  for (const { queryKey, promise } of begun) {
    const again = () => void client.invalidateQueries({ queryKey, exact: true });
    promise?.then(again, () => {});
  }
}
