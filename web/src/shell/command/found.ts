import type { DefinitionSummary } from "@taskwright/api/definition.ts";
import type { Interaction } from "@taskwright/api/interaction.ts";
import type { TaskPage, TaskSummary } from "@taskwright/api/task.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { get } from "../../api/http.ts";
import { definitionsQuery } from "../../definitions/queries.ts";
import { inboxCountQuery } from "../../interactions/queries.ts";
import { fit, taskNumber } from "./match.ts";

const TASKS = 6;
const DEFINITIONS = 5;
const REQUESTS = 5;
/** Between the last letter and the question to the server. */
const PAUSE_MS = 120;

/** Without a status: it has not been looked up yet, or there is none. */
export type FoundTask = Pick<TaskSummary, "id" | "title"> & { status?: TaskSummary["status"] };

export interface Found {
  tasks: FoundTask[];
  /** the words name a task: it comes before all else, and is there before the server has answered */
  byNumber: boolean;
  definitions: DefinitionSummary[];
  requests: Interaction[];
  searching: boolean;
}

/** What the workspace holds that fits the words: tasks by the server, the rest from what is here. */
export function useFound(query: string, runWord: string): Found {
  const words = query.trim();
  const settled = useSettled(words, PAUSE_MS);
  const id = taskNumber(settled);
  const asked = id !== undefined || settled.length > 1;
  const tasks = useQuery({
    queryKey: ["tasks", "found", settled],
    queryFn: ({ signal }) => get<TaskPage>("/tasks", { q: id ?? settled, limit: TASKS }, signal),
    enabled: asked,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const definitions = useQuery(definitionsQuery());
  const open = useQuery(inboxCountQuery);
  const requests = open.data?.items ?? [];
  const named = taskNumber(words);
  const foundTasks = asked && words !== "" ? (tasks.data?.items ?? []) : [];
  return {
    tasks:
      named === undefined ? foundTasks : [foundTasks.find((task) => task.id === named) ?? { id: named, title: "" }],
    byNumber: named !== undefined,
    definitions:
      words === ""
        ? []
        : best(definitions.data ?? [], words, (one) => `${one.name} ${one.category ?? ""} ${runWord}`, DEFINITIONS),
    requests: words === "" ? requests.slice(0, 3) : best(requests, words, wordsOfRequest, REQUESTS),
    searching: (asked && tasks.isFetching) || settled !== words,
  };
}

function wordsOfRequest(request: Interaction): string {
  return `${request.title} ${request.task.definition} #${request.task.id}`;
}

export function best<Item>(items: Item[], query: string, words: (item: Item) => string, most: number): Item[] {
  return items
    .map((item) => ({ item, score: fit(query, words(item)) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item);
}

function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
