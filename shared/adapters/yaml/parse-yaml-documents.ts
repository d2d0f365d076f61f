import { isNode, LineCounter, parseAllDocuments, type Document, type YAMLError } from 'yaml';
import type { ParsedDocuments } from '../../application/ports/parse-documents.ts';
import type { SourceDocument } from '../../domain/import/imported-job.ts';

/** Documents of one text; a manifest of more is cut in pieces by its author. */
const MAX_DOCUMENTS = 2000;

/** How often a document may repeat a part of itself: enough for anchors that people write. */
const MAX_ALIASES = 100;

/** Deeper than any definition, and far from where a recursion would end. */
const MAX_DEPTH = 500;

/**
 * Parses YAML 1.2, of which JSON is a part. Unknown tags are passed over, as they name nothing that is needed; nothing is
 * made of a document but plain values. Never throws.
 */
export function parseYamlDocuments(text: string): ParsedDocuments {
  if (depthOf(text) > MAX_DEPTH) return refused('is nested too deeply');
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, logLevel: 'error' });
  const all = 'empty' in parsed ? [] : parsed;
  if (all.length > MAX_DOCUMENTS) return refused(`has more than ${MAX_DOCUMENTS} documents`);
  const documents: SourceDocument[] = [];
  const problems: { line: number; message: string }[] = [];
  for (const document of all) {
    const fault = document.errors[0] ?? undefined;
    if (fault !== undefined) {
      problems.push({ line: lines.linePos(fault.pos[0]).line, message: inWords(fault) });
      continue;
    }
    const value = valueOf(document);
    if ('problem' in value) {
      const line = lines.linePos(document.range[0]).line;
      problems.push({ line, message: value.problem });
    } else {
      documents.push({ value: value.value, lineOf: (path) => lineOf(document, lines, path) });
    }
  }
  return { documents, problems };
}

function refused(message: string): ParsedDocuments {
  return { documents: [], problems: [{ message: `The text ${message}.` }] };
}

/** The first line; the others repeat the text. */
function inWords({ message }: YAMLError): string {
  return message.replace(/ at line \d+, column \d+:[\s\S]*$/, '').trim();
}

function valueOf(document: Document.Parsed): { readonly value: unknown } | { readonly problem: string } {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { value };
  } catch (error) {
    // A ReferenceError: of an alias to nothing, or of too many.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function lineOf(
  document: Document.Parsed,
  lines: LineCounter,
  path: readonly (string | number)[],
): number | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isNode(node) || !node.range) return undefined;
  return lines.linePos(node.range[0]).line;
}

/** How deeply a text may be nested at most: brackets that are open together, or the deepest indentation. */
function depthOf(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, (open += 1));
    else if (character === ']' || character === '}') open = Math.max(0, open - 1);
  }
  const indents = text.match(/^[ ?-]*/gm) ?? [];
  const indented = indents.reduce((most, indent) => Math.max(most, indent.length), 0) / 2;
  return Math.max(deepest, indented);
}
