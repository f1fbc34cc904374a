import { AppError } from "../errors.ts";

export interface Part {
  name: string;
  /** only parts that are files have one */
  filename: string | undefined;
  mediaType: string | undefined;
  /** to be read to its end before the next part is asked for */
  content: AsyncGenerator<Buffer>;
}

const MAX_PARTS = 20;
const MAX_HEADER_BYTES = 16 * 1024;
const CRLF = Buffer.from("\r\n");

/**
 * The parts of a multipart/form-data body (RFC 7578) as they arrive. Request.formData() would hold
 * the whole upload in memory.
 */
export async function* readParts(body: AsyncIterable<Uint8Array>, contentType: string): AsyncGenerator<Part> {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  if (!boundary) throw broken("its Content-Type has no boundary");
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const reader = new Reader(body);
  // the first delimiter has no line break before it
  reader.put(CRLF);
  await drain(reader.until(delimiter));
  for (let parts = 0; ; parts++) {
    const ending = await reader.take(2);
    if (ending.equals(Buffer.from("--"))) return;
    if (!ending.equals(CRLF)) throw broken("a boundary is followed by something else");
    if (parts === MAX_PARTS) throw broken(`it has more than ${MAX_PARTS} parts`);
    const headers = await collect(reader.until(Buffer.from("\r\n\r\n")), MAX_HEADER_BYTES);
    const content = reader.until(delimiter);
    yield { ...described(headers.toString("utf8")), content };
    await drain(content);
  }
}

export async function collect(chunks: AsyncGenerator<Buffer>, limitBytes: number): Promise<Buffer> {
  const all: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw broken(`a part has more than ${limitBytes} bytes where few are expected`);
    all.push(chunk);
  }
  return Buffer.concat(all);
}

async function drain(chunks: AsyncGenerator<Buffer>): Promise<void> {
  for await (const _ of chunks);
}

function described(headers: string): Omit<Part, "content"> {
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(headers)?.[1] ?? "";
  const parameter = (name: string) => new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(disposition)?.[1];
  const extended = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
  const name = parameter("name");
  if (name === undefined) throw broken("a part has no name");
  // Browsers write a quote in a file's name as %22.
  const filename = extended === undefined ? parameter("filename")?.replace(/%22/g, '"') : decoded(extended);
  return { name, filename, mediaType: /^content-type:\s*([^\r\n]+)/im.exec(headers)?.[1]?.trim() };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw broken("a file's name is not UTF-8");
  }
}

function broken(why: string): AppError {
  return new AppError("invalid", `This is not a multipart/form-data body as browsers send it: ${why}.`);
}

/** Bytes up to a delimiter that may lie across two chunks. */
class Reader {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  put(bytes: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
  }

  async take(length: number): Promise<Buffer> {
    while (this.#buffer.length < length) await this.#more();
    return this.#cut(length);
  }

  async *until(delimiter: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#buffer.indexOf(delimiter);
      if (at >= 0) {
        const last = this.#cut(at);
        this.#cut(delimiter.length);
        if (last.length > 0) yield last;
        return;
      }
      // what could be the delimiter's beginning stays
      const safe = this.#buffer.length - delimiter.length + 1;
      if (safe > 0) yield this.#cut(safe);
      await this.#more();
    }
  }

  #cut(length: number): Buffer {
    const part = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return part;
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#source.next();
    if (done) throw broken("it ends in the middle");
    this.put(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  }
}
