/** As a ref: the field is focused once, when the page or form it begins appears. */
export function focusOnArrival(element: HTMLElement | null): void {
  element?.focus();
}
