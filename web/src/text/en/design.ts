export const design = {
  title: "Design system",
  text: "What pages are built of, in light and in dark. For those who change Taskwright itself.",
};
