/** Where a key that is new stands among those there are: as the guide writes them. */
const ORDERS: Record<"document" | "step" | "input" | "control", readonly string[]> = {
  document:
    "name description category parent agent title instructions inputs controls priority timeout retry steps outputs".split(
      " ",
    ),
  step: "id title if use task as agent ask wait set each concurrency with body subject form to due on_reject output steps else parallel collect retry timeout on_error".split(
    " ",
  ),
  input:
    "type title description required default format values items properties minimum maximum minLength maxLength pattern".split(
      " ",
    ),
  control: "tool require when to".split(" "),
};

/** Behind which of the present keys; -1: before all. Unknown keys go last. */
export function placeFor(key: string, present: readonly string[], path: readonly (string | number)[]): number {
  const order = ORDERS[kindAt(path)];
  const rank = order.indexOf(key);
  if (rank < 0) return present.length - 1;
  let place = -1;
  present.forEach((other, index) => {
    const theirs = order.indexOf(other);
    if (theirs >= 0 && theirs < rank) place = index;
  });
  return place;
}

function kindAt(path: readonly (string | number)[]): keyof typeof ORDERS {
  if (path.length === 0) return "document";
  if (path[0] === "inputs") return "input";
  if (path[0] === "controls") return "control";
  return "step";
}
