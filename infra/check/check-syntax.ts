import type { BicepFile } from './parse-bicep.ts';
import { excerptOf, problemAt, type Problem } from './problem.ts';
import type { Syntax } from './syntax.ts';

/** What the grammar cannot read, the outermost part of each fault. */
export function checkSyntax(file: BicepFile): readonly Problem[] {
  return faultsIn(file.root).map((node) => {
    const what = node.isMissing ? `${node.type} is missing` : `cannot be read: ${excerptOf(node)}`;
    return problemAt(file, node, what);
  });
}

function faultsIn(node: Syntax): readonly Syntax[] {
  if (node.type === 'ERROR' || node.isMissing) return [node];
  return node.children.flatMap(faultsIn);
}
