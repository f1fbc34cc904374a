/** Where a key leads from a row, or undefined for a key that leads nowhere. */
export function moveTo(key: string, from: number, count: number, pageRows: number): number | undefined {
  const target = targetOf(key, from, count, Math.max(1, pageRows));
  return target === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, target));
}

function targetOf(key: string, from: number, count: number, pageRows: number): number | undefined {
  switch (key) {
    case "ArrowDown":
    case "j":
      return from + 1;
    case "ArrowUp":
    case "k":
      return from - 1;
    case "PageDown":
      return from + pageRows;
    case "PageUp":
      return from - pageRows;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
