import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import { type Path, type Place, type Places, pathText } from "./places.ts";

/** A text that is wrong in a hundred places is wrong in one way. */
const MOST = 100;

/** Collects what is wrong with one definition, with its places. */
export class Findings {
  readonly issues: DefinitionIssue[] = [];
  readonly #places: Places;
  readonly #origin: (path: Path) => string | null;

  /** `origin` names the parent that a part comes from, null for what stands in this text */
  constructor(places: Places, origin: (path: Path) => string | null = () => null) {
    this.#places = places;
    this.#origin = origin;
  }

  get hasErrors(): boolean {
    return this.issues.some(({ severity }) => severity === "error");
  }

  /** at the value */
  error(path: Path, message: string): void {
    this.#add("error", path, message, this.#places.ofValue(path));
  }

  errorAtKey(path: Path, message: string): void {
    this.#add("error", path, message, this.#places.ofKey(path));
  }

  warning(path: Path, message: string): void {
    this.#add("warning", path, message, this.#places.ofValue(path));
  }

  errorBetween(start: number, end: number, message: string): void {
    this.#add("error", [], message, this.#places.between(start, end));
  }

  /** at some characters of a text that is written at `path` */
  errorInText(
    path: Path,
    { text, position, length }: { text: string; position: number; length?: number },
    message: string,
  ): void {
    this.#add("error", path, message, this.#places.ofText(path, text, position, length));
  }

  lineOf(path: Path): number {
    return this.#places.ofValue(path).line;
  }

  #add(severity: DefinitionIssue["severity"], path: Path, message: string, place: Place): void {
    if (this.issues.length >= MOST) return;
    const origin = this.#origin(path);
    if (origin !== null) {
      const inherited = `in what it takes from "${origin}", ${pathText(path)}: ${message}`;
      const { line, column, endLine, endColumn } = this.#places.ofValue(["parent"]);
      this.issues.push({ severity, message: asSentence(inherited), path: "parent", line, column, endLine, endColumn });
      return;
    }
    this.issues.push({ severity, message: asSentence(message), path: pathText(path), ...place });
  }
}

function asSentence(message: string): string {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.?!:]$/.test(sentence) ? sentence : `${sentence}.`;
}
