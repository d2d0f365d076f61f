import type { LogLineView } from '../../../shared/contracts/http/job-logs.ts';

/** A piece of a text, and whether it is what is looked for. */
export interface TextPart {
  readonly text: string;
  readonly isFound: boolean;
}

/** Lines that were read once more from an instant on take the place of those that were read before from there on. */
export function mergeLines(
  known: readonly LogLineView[],
  fresh: readonly LogLineView[],
  fromMs: number,
): readonly LogLineView[] {
  return [...known.filter(({ at }) => Date.parse(at) < fromMs), ...fresh];
}

/** What was logged beside the message, as `name=value`. */
export function fieldsText({ fields }: LogLineView): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

/** A line as a file has it; what others have written must not break it in two. */
export function lineText(line: LogLineView): string {
  const { at, level, runId, attempt, step, message } = line;
  const text = `${at} ${level.padEnd(5)} ${runId}~${attempt} ${step}: ${message} ${fieldsText(line)}`;
  return text.trimEnd().replaceAll(/\p{Cc}+/gu, ' ');
}

/** The text in pieces, so that what is looked for can be marked, whatever its case. */
export function markedParts(text: string, wanted: string): readonly TextPart[] {
  if (wanted === '') return [{ text, isFound: false }];
  const parts: TextPart[] = [];
  // Of some letters the small one is longer: then places would be other ones, and nothing is marked.
  const lower = text.toLowerCase();
  const small = wanted.toLowerCase();
  if (lower.length !== text.length) return [{ text, isFound: false }];
  let from = 0;
  for (let at = lower.indexOf(small); at >= 0; at = lower.indexOf(small, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), isFound: false });
    parts.push({ text: text.slice(at, at + small.length), isFound: true });
    from = at + small.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isFound: false });
  return parts;
}
