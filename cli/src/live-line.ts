const HIDE_CURSOR = "\u001B[?25l";
const SHOW_CURSOR = "\u001B[?25h";
const CLEAR_LINE = "\r\u001B[2K";
const FRAME_MS = 100;

/** A line at the bottom of the terminal that is drawn again in place, ten times a second. */
export class LiveLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #render: (frame: number) => string;
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;

  constructor(stream: NodeJS.WriteStream, render: (frame: number) => string) {
    this.#stream = stream;
    this.#render = render;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    // whatever ends the program: the cursor comes back
    process.on("exit", this.stop);
    this.#stream.write(HIDE_CURSOR);
    this.draw();
    this.#timer = setInterval(() => this.draw(), FRAME_MS);
  }

  draw(): void {
    this.#stream.write(CLEAR_LINE + this.#render(this.#frame++));
  }

  stop = (): void => {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    process.off("exit", this.stop);
    this.#stream.write(CLEAR_LINE + SHOW_CURSOR);
  };
}
