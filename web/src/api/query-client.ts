import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem.ts";

/** Reads go on trying while the database restarts; what a person did is never repeated behind their back. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof ApiProblem && error.passing && count < 60,
      retryDelay: (count, error) =>
        (error instanceof ApiProblem && error.retryAfterMs) || Math.min(5_000, 500 * 2 ** count),
    },
    mutations: { retry: false, networkMode: "always" },
  },
});
