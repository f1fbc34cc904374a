import type { CreateModel, Model, ModelOffers, ModelPage, ModelTest, UpdateModel } from "@taskwright/api/model.ts";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { get, newIdempotencyKey, send } from "../api/http.ts";

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: async ({ signal }) => (await get<z.infer<typeof ModelPage>>("/models", { limit: 200 }, signal)).items,
});

/** Whether a local Ollama answers, and with what. */
export const offersQuery = queryOptions({
  queryKey: ["model-offers"],
  queryFn: async ({ signal }) => (await get<ModelOffers>("/models/offers", {}, signal)).items,
  staleTime: 30_000,
});

export function createModel(model: CreateModel): Promise<Model> {
  return send<Model>("POST", "/models", model, newIdempotencyKey());
}

export function updateModel(id: number, change: UpdateModel): Promise<Model> {
  return send<Model>("PATCH", `/models/${id}`, change);
}

export function removeModel(id: number): Promise<void> {
  return send("DELETE", `/models/${id}`);
}

export function testModel(id: number): Promise<ModelTest> {
  return send<ModelTest>("POST", `/models/${id}/test`);
}
