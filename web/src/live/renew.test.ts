import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { renew } from "./renew.ts";

test("what changes while it is read for the first time is read once more", async () => {
  const client = new QueryClient();
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let asked = 0;
  const queryFn = () => answers[asked++]!.promise;
  const observer = new QueryObserver(client, { queryKey: ["task", 1], queryFn });
  const leave = observer.subscribe(() => {});
  renew(client, { queryKey: ["task"] });
  answers[0]!.resolve("running");
  answers[1]!.resolve("complete");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("complete"));
  expect(asked).toBe(2);
  leave();
  client.clear();
});

test("what has been read is read again at once, and once", async () => {
  const client = new QueryClient();
  let read = 0;
  const observer = new QueryObserver(client, { queryKey: ["task", 1], queryFn: () => ++read });
  const leave = observer.subscribe(() => {});
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe(1));
  renew(client, { queryKey: ["task"] });
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe(2));
  expect(read).toBe(2);
  leave();
  client.clear();
});
