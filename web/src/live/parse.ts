export interface StreamMessage {
  id: string | null;
  event: string;
  data: string;
}

/**
 * Server-sent events from chunks of text, cut anywhere (also between \r and \n). Comments count as
 * signs of life but give no message.
 */
export function createParser(onMessage: (message: StreamMessage) => void): (chunk: string) => void {
  let rest = "";
  let lastId: string | null = null;
  let event = "";
  let data: string[] = [];

  return (chunk) => {
    rest += chunk;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) read(line);
  };

  function read(line: string): void {
    if (line === "") {
      if (data.length > 0) onMessage({ id: lastId, event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) lastId = value;
  }
}
