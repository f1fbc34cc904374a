import type { graph as English } from "../en/graph.ts";

export const graph: typeof English = {
  label: "Die Definition als Diagramm",
  zoomIn: "Vergrößern",
  zoomOut: "Verkleinern",
  fit: "Alles zeigen",
  conditional: "nur falls",
};
