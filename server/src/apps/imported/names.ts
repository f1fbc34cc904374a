import { createHash } from "node:crypto";

/** Model providers take names of 64 characters, in which the dot of ours counts twice. */
const LONGEST = 62;

/** Names of an app's tools: "<app>.<operation>" of plain characters, each once, the same at every import. */
export function toolNames(app: string): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const plain = wanted.replace(/[^A-Za-z0-9_-]+/g, "_").replace(/^_+|_+$/g, "");
    const room = LONGEST - app.length;
    let name = plain.length > 0 && plain.length <= room ? plain : shortened(plain, wanted, room);
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain.slice(0, room - 4)}_${n}`;
    taken.add(name.toLowerCase());
    return `${app}.${name}`;
  };
}

function shortened(plain: string, wanted: string, room: number): string {
  const digest = createHash("sha256").update(wanted).digest("hex").slice(0, 6);
  return plain === "" ? `tool_${digest}` : `${plain.slice(0, room - 7)}_${digest}`;
}

/** An app's name as tools begin with it, from its title. */
export function appNameFrom(title: string): string {
  const plain = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\b(api|rest|v\d+|server|mcp)\b/g, " ")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_\d]+|_+$/g, "")
    .slice(0, 24)
    .replace(/_+$/, "");
  return plain || "app";
}
