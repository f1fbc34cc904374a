import type { DefinitionIssue } from "@taskwright/api/definition.ts";
import type { DefinitionDocument } from "@taskwright/api/language.ts";
import { Composer, type Document, Lexer, LineCounter, Parser, type YAMLError, YAMLParseError } from "yaml";
import { Findings } from "./findings.ts";
import { inspectNodes } from "./inspect-nodes.ts";
import { Places } from "./places.ts";
import { checkShape } from "./shape.ts";

const MAX_BYTES = 1_000_000;
const MAX_ALIASES = 100;

export interface ParsedDefinition {
  source: string;
  /** absent when the text does not have the shape of a definition */
  document?: DefinitionDocument;
  issues: DefinitionIssue[];
  places: Places;
}

/** Reads the text of a definition, YAML or JSON, as far as can be told without knowing anything else. */
export function parseDefinition(source: string): ParsedDefinition {
  const lines = new LineCounter();
  const yaml = readYaml(source, lines);
  const places = new Places(source, yaml.document, lines);
  const findings = new Findings(places);
  const done = (document?: DefinitionDocument) => ({ source, document, issues: findings.issues, places });
  if (yaml.problem) {
    findings.errorBetween(yaml.at ?? 0, (yaml.at ?? 0) + 1, yaml.problem);
    return done();
  }
  for (const error of [...yaml.document.errors, ...yaml.document.warnings].slice(0, MOST_YAML_ERRORS)) {
    findings.errorBetween(error.pos[0], error.pos[1], yamlMessage(error, source));
  }
  if (findings.hasErrors) return done();
  inspectNodes(yaml.document, source, findings);
  if (findings.hasErrors) return done();
  const value = plainValue(yaml.document, findings);
  if (findings.hasErrors) return done();
  const document = checkShape(value, findings);
  return done(findings.hasErrors ? undefined : document);
}

interface ReadYaml {
  document: Document.Parsed;
  problem?: string;
  /** offset of the problem */
  at?: number;
}

function readYaml(source: string, lines: LineCounter): ReadYaml {
  if (Buffer.byteLength(source) > MAX_BYTES) {
    return { document: composed(""), problem: "the definition is larger than 1 MB; move data into files" };
  }
  if (source.trim() === "") {
    return { document: composed(""), problem: 'there is nothing here; start with "name: …"' };
  }
  try {
    return { document: composed(spaced(source), lines) };
  } catch (error) {
    if (error instanceof TooDeep) return { document: composed(""), problem: error.message, at: error.offset };
    throw error;
  }
}

/** As yaml's parseDocument does it, but stopping where the text nests too deep for its recursion. */
function composed(text: string, lines = new LineCounter()): Document.Parsed {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_STACK) throw new TooDeep(parser.offset);
  }
  tokens.push(...parser.end());
  const [document, second] = new Composer(OPTIONS).compose(tokens, true, text.length);
  if (second)
    document!.errors.push(new YAMLParseError(second.range.slice(0, 2) as [number, number], "MULTIPLE_DOCS", ""));
  return document as Document.Parsed;
}

class TooDeep extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super("it is nested deeper than 60 levels");
    this.offset = offset;
  }
}

/** The parser's stack takes some three entries per level; what is close gets looked at later. */
const MAX_STACK = 400;
const OPTIONS = { prettyErrors: false, strict: true, uniqueKeys: true, version: "1.2" } as const;
/** One mistake makes many errors after it. */
const MOST_YAML_ERRORS = 3;

/** JSON may be indented with tabs, YAML may not; in JSON no text holds a bare tab. */
function spaced(source: string): string {
  return source.trimStart().startsWith("{") ? source.replaceAll("\t", " ") : source;
}

function yamlMessage({ code, message, pos }: YAMLError, source: string): string {
  switch (code) {
    case "DUPLICATE_KEY": {
      const key = /^[^:\n]*/.exec(source.slice(pos[0]))?.[0].trim() ?? "";
      return `"${key}" is here twice; keep one of them`;
    }
    case "TAB_AS_INDENT":
      return "indent with spaces; YAML takes no tabs";
    case "MULTIPLE_DOCS":
      return 'one text holds one definition; remove the "---"';
    case "TAG_RESOLVE_FAILED":
      return `${message}; write plain values without tags`;
    default:
      return `this is not valid YAML: ${message}`;
  }
}

/** As JSON: without shared parts, so that each step is an object of its own. */
function plainValue(document: Document.Parsed, findings: Findings): unknown {
  try {
    return JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: MAX_ALIASES })));
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    findings.error([], "it repeats itself through aliases (*name) too often; write the parts out");
    return undefined;
  }
}
