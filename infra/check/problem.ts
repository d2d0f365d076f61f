import type { BicepFile } from './parse-bicep.ts';
import type { Syntax } from './syntax.ts';

/** Something that the compiler, Azure or the next reader would stumble over. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export function problemAt(
  { path }: BicepFile,
  { line, column }: { readonly line: number; readonly column: number },
  message: string,
): Problem {
  return { file: path, line, column, message };
}

/** As editors make links of. */
export function formatProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`;
}

/** Some characters of a part, for a message. */
export function excerptOf({ text }: Syntax): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
