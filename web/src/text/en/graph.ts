export const graph = {
  label: "The definition as a graph",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  fit: "Show all of it",
  conditional: "only if",
};
