import { stepsHeading, type AlertText } from './compose-alert.ts';
import { bandInWords, indexInWords } from './in-words.ts';
import type { Fact } from './cause-facts.ts';
import type { CauseText } from './describe-cause.ts';
import type { Step } from './next-steps.ts';

/** A message as plain text. Every text that it is made of is one line, so that none can pass for another part of it. */
export function toPlainText(text: AlertText): string {
  const { notice, title, facts, first, steps, handling, link } = text;
  const parts = [
    [`${title} [${notice}]`],
    factLines(facts),
    first === undefined ? [] : causeLines(first),
    rowLines(text),
    stepLines(stepsHeading(text), steps),
    stepLines('To have quiet', handling),
    link === undefined ? [] : ['More:', `  ${link}`],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function factLines(facts: readonly Fact[]): readonly string[] {
  const width = Math.max(0, ...facts.map(({ label }) => label.length)) + 2;
  return facts.map(({ label, value }) => `${label.padEnd(width)}${value}`);
}

function causeLines({ name, facts, columns }: CauseText): readonly string[] {
  return [
    `${name}:`,
    ...factLines(facts).map((line) => `  ${line}`),
    ...(columns.length === 0 ? [] : ['  Characteristics that moved most:']),
    ...columns.map(
      (column) => `    ${column.name}: CSI ${indexInWords(column.psi)}, ${bandInWords(column.band)}`,
    ),
  ];
}

function rowLines({ rows, more, notice }: AlertText): readonly string[] {
  if (rows.length === 0) return [];
  const heading = notice.startsWith('resolved') ? 'All that it touched:' : 'All that is not well:';
  return [
    heading,
    ...rows.map(({ name, summary, at }) => `  ${name}: ${summary} (${at})`),
    ...(more === undefined ? [] : [`  ${more}`]),
  ];
}

function stepLines(heading: string, steps: readonly Step[]): readonly string[] {
  if (steps.length === 0) return [];
  return [
    `${heading}:`,
    ...steps.flatMap(({ text, command }) =>
      command === undefined ? [`  - ${text}`] : [`  - ${text}`, `      ${command}`],
    ),
  ];
}
