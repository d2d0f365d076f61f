import { fileURLToPath } from 'node:url';
import { Language, Parser, type Node } from 'web-tree-sitter';
import { readDeclarations, type Declaration } from './declarations.ts';
import { hasOperators, inOrder } from './operator-order.ts';
import type { Syntax } from './syntax.ts';

/** A file that was read; its path is relative to the folder that is checked, with `/`. */
export interface BicepFile {
  readonly path: string;
  /** `values`: a parameters file, which gives values to the parameters of a template. */
  readonly kind: 'template' | 'values';
  readonly root: Syntax;
  readonly declarations: readonly Declaration[];
}

export type ParseBicep = (path: string, text: string) => BicepFile;

/**
 * Loads the grammar of Bicep, which is a WebAssembly module of a package. It is more lenient than the compiler, and does not
 * know what came into the language after 2024: spread (`...`) and `resourceInput<>` are syntax errors to it.
 */
export async function loadBicepParser(): Promise<ParseBicep> {
  await Parser.init();
  const grammar = import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
  const parser = new Parser().setLanguage(await Language.load(fileURLToPath(grammar)));
  return (path, text) => {
    const kind = path.endsWith('.bicepparam') ? 'values' : 'template';
    const source = kind === 'values' ? asTemplate(text) : text;
    const tree = parser.parse(source);
    if (tree === null) throw new Error(`The parser has no language, so that ${path} cannot be read.`);
    const root = toSyntax(tree.rootNode, { field: undefined, source });
    tree.delete();
    return { path, kind, root, declarations: readDeclarations(root) };
  };
}

/** The grammar knows no parameters without a type; a variable is written in the same way and with as many characters. */
function asTemplate(text: string): string {
  return text.replaceAll(/^param /gm, 'var   ');
}

const COMMENTS = ['comment', 'diagnostic_comment'];

interface Place {
  readonly field: string | undefined;
  readonly source: string;
}

function toSyntax(node: Node, { field, source }: Place): Syntax {
  const { type, isNamed, text, isMissing, startPosition, startIndex: start, endIndex: end } = node;
  const { row, column } = startPosition;
  const read = { type, isNamed, field, text, isMissing, start, end, line: row + 1, column: column + 1 };
  const children = node.children.flatMap((child, index) =>
    COMMENTS.includes(child.type)
      ? []
      : [toSyntax(child, { field: node.fieldNameForChild(index) ?? undefined, source })],
  );
  const syntax = { ...read, children };
  // What is broken is told as it stands. Operators within operators are ordered with the outermost.
  if (hasOperators(syntax) || node.hasError) return syntax;
  return {
    ...syntax,
    children: children.map((child) => (hasOperators(child) ? inOrder(child, source) : child)),
  };
}
