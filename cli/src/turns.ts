/** The terminal asks one thing at a time: whoever comes second waits for the first to be answered. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(ask: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(ask, ask);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
