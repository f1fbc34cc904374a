/** The form of every question that asks whether an agent's work is to go on. */
export const GO_ON_OR_STOP = {
  type: "object",
  required: ["what"],
  properties: {
    what: {
      title: "What now?",
      oneOf: [
        { const: "go_on", title: "Go on" },
        { const: "stop", title: "Stop: let the step fail" },
      ],
    },
  },
};

export function isStop(answer: unknown): boolean {
  return (answer as { what?: unknown } | null)?.what === "stop";
}

/** The same with more to fill in. */
export function goOnOrStopWith(properties: Record<string, object>): object {
  return { ...GO_ON_OR_STOP, properties: { ...GO_ON_OR_STOP.properties, ...properties } };
}
