/** The colours of charts are those of everything else: amber is people, and nothing but people. */
export type ChartTone = "human" | "good" | "busy" | "bad" | "still";

export const FILLS: Record<ChartTone, string> = {
  human: "bg-human",
  good: "bg-good",
  busy: "bg-busy",
  bad: "bg-bad",
  still: "bg-control",
};

export const STROKES: Record<ChartTone, string> = {
  human: "stroke-human",
  good: "stroke-good",
  busy: "stroke-busy",
  bad: "stroke-bad",
  still: "stroke-control",
};
