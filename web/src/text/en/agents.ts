import { number } from "../../format/number.ts";

export const agents = {
  title: "Agents",
  new: "New agent",
  text: "An agent carries tasks out. Its limit says how many at once; switched off, it takes none and its tasks wait.",
  emptyTitle: "No agents yet",
  empty: "Definitions name the agent that runs them.",
  name: "Name",
  description: "Description",
  limit: "At once",
  limitHint: "Empty for no limit",
  noLimit: "no limit",
  loadText: (running: number, queued: number) => `${number(running)} running, ${number(queued)} queued`,
  toggle: (name: string) => `${name} takes tasks`,
  turnedOff: (name: string) => `${name} is off. Its tasks wait; those running go on to their end.`,
  turnedOn: (name: string) => `${name} is on and takes tasks.`,
  limitSaved: (name: string) => `${name}: new limit takes effect at once, also on queued tasks.`,
  limitOf: (name: string) => `How many tasks ${name} runs at once`,
  created: (name: string) => `${name} is ready.`,
  invalidLimit: "Write a whole number of at least 1, or nothing.",
};
