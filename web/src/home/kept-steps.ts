/** How far someone is with the first steps, on this device; what the server knows is asked of it. */
export interface KeptSteps {
  /** name of the definition */
  chosen?: string;
  dismissed?: boolean;
  /** they have been shown unfinished, so their end is worth a word */
  seen?: boolean;
}

export function readSteps(user: number): KeptSteps {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(placeOf(user)) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

export function keepSteps(user: number, steps: KeptSteps): void {
  try {
    localStorage.setItem(placeOf(user), JSON.stringify(steps));
  } catch {
    // shown again next time
  }
}

function placeOf(user: number): string {
  return `taskwright.first-steps.${user}`;
}
