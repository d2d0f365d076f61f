import type { BicepFile } from './parse-bicep.ts';
import { problemAt, type Problem } from './problem.ts';
import { named, within, type Syntax } from './syntax.ts';

/*
 * To Bicep the end of a line means something, to the grammar it is a blank like any other. These are the places where the
 * compiler would stop, or where it depends on its version whether it does.
 */

export function checkLayout(file: BicepFile): readonly Problem[] {
  const nodes = [...within(file.root)];
  return [
    ...sharedLines(file),
    ...nodes.flatMap((node) => [...ofItems(file, node), ...ofOperators(file, node), ...ofValues(file, node)]),
  ];
}

/** Two declarations on one line. */
function sharedLines(file: BicepFile): readonly Problem[] {
  return pairsOf(named(file.root)).flatMap(([before, after]) =>
    gapOf(file.root, before, after).includes('\n') ? [] : [problemAt(file, after, 'has to begin a line')],
  );
}

const LISTS = ['array', 'object'];

/** Items are apart by the end of a line or, within one, by a comma; not by both. */
function ofItems(file: BicepFile, node: Syntax): readonly Problem[] {
  if (!LISTS.includes(node.type)) return [];
  return pairsOf(named(node)).flatMap(([before, after]) => {
    if (before.type === 'decorators') return [];
    const gap = gapOf(node, before, after);
    if (gap.includes('\n') !== gap.includes(',')) return [];
    return [problemAt(file, after, 'has to be behind a comma or on a line of its own')];
  });
}

/** An operation goes over several lines between brackets only; `?` and `:` may begin a line. */
function ofOperators(file: BicepFile, node: Syntax): readonly Problem[] {
  if (node.type !== 'binary_expression') return [];
  const [left] = node.children;
  const right = node.children.at(-1);
  if (left === undefined || right === undefined || !gapOf(node, left, right).includes('\n')) return [];
  return [problemAt(file, right, 'has to be on the line of its operator')];
}

const GIVING = ['=', ':'];

/** What is behind `=` and `:` begins on the same line. */
function ofValues(file: BicepFile, node: Syntax): readonly Problem[] {
  if (node.type === 'ternary_expression') return [];
  return pairsOf(node.children).flatMap(([sign, value]) => {
    if (!GIVING.includes(sign.type) || !gapOf(node, sign, value).includes('\n')) return [];
    return [problemAt(file, value, `has to begin on the line of '${sign.type}'`)];
  });
}

/** What is written between two parts of a part, without comments. */
function gapOf({ text, start }: Syntax, before: Syntax, after: Syntax): string {
  const between = text.slice(before.end - start, after.start - start);
  return between.replaceAll(/\/\/.*|\/\*[\s\S]*?\*\/|#.*/g, '');
}

function pairsOf(nodes: readonly Syntax[]): (readonly [Syntax, Syntax])[] {
  return nodes.flatMap((node, index) => {
    const before = nodes[index - 1];
    return before === undefined ? [] : [[before, node] as const];
  });
}
