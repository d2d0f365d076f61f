import type { Fact } from './cause-facts.ts';
import { stepsHeading, type AlertText } from './compose-alert.ts';
import type { CauseText } from './describe-cause.ts';
import { bandInWords, indexInWords } from './in-words.ts';
import { oneLine } from './one-line.ts';
import type { Step } from './next-steps.ts';

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | {
      readonly type: 'section';
      readonly text: PlainText | { readonly type: 'mrkdwn'; readonly text: string };
    }
  | { readonly type: 'divider' };

/** The body of an incoming webhook of Slack: `text` is what notifications show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Slack's own limits: of a header, and of the text of a section. */
const MAX_HEADER = 150;
const MAX_SECTION = 3000;
/** So many of the longest rows fit. */
const ROWS_OF_SECTION = 6;

/**
 * A message in Block Kit. All texts stand in plain text objects, in which nothing has a meaning; where Slack takes its own
 * markup (the notification, the link) what could be a mention or a link is escaped.
 */
export function toSlackMessage(text: AlertText): SlackMessage {
  const { title, subjectLine, notice, facts, first, steps, handling, link } = text;
  return {
    text: escapeSlack(subjectLine),
    blocks: [
      { type: 'header', text: plain(oneLine(title, MAX_HEADER)) },
      section([notice, ...factLines(facts)]),
      ...(first === undefined ? [] : [section(subjectLines(first))]),
      ...rowSection(text),
      ...stepSection(stepsHeading(text), steps),
      ...stepSection('To have quiet', handling),
      ...(link === undefined ? [] : [linkSection(link)]),
    ],
  };
}

/** https://docs.slack.dev/messaging/formatting-message-text: these three are all that control characters begin with. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function plain(text: string): PlainText {
  return { type: 'plain_text', text, emoji: false };
}

/** As many whole lines as a section takes. */
function section(lines: readonly string[]): Block {
  const fitting: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    // Room for the sentence below.
    if (length > MAX_SECTION - 40) break;
    fitting.push(line);
  }
  const left = lines.length - fitting.length;
  return {
    type: 'section',
    text: plain([...fitting, ...(left === 0 ? [] : [`(${left} lines are left out here)`])].join('\n')),
  };
}

function linkSection(link: string): Block {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: `<${escapeSlack(link)}|Open the incident>` },
  };
}

function factLines(facts: readonly Fact[]): readonly string[] {
  return facts.map(({ label, value }) => `${label}: ${value}`);
}

function subjectLines({ name, facts, columns }: CauseText): readonly string[] {
  const moved = columns.map(
    (column) => `  ${column.name}: CSI ${indexInWords(column.psi)}, ${bandInWords(column.band)}`,
  );
  return [name, ...factLines(facts).map((line) => `  ${line}`), ...moved];
}

function rowSection({ rows, more }: AlertText): readonly Block[] {
  if (rows.length === 0) return [];
  return [
    { type: 'divider' },
    ...Array.from({ length: Math.ceil(rows.length / ROWS_OF_SECTION) }, (_, index) =>
      section(
        rows
          .slice(index * ROWS_OF_SECTION, (index + 1) * ROWS_OF_SECTION)
          .map(({ name, summary, at }) => `${name}: ${summary} (${at})`),
      ),
    ),
    ...(more === undefined ? [] : [section([more])]),
  ];
}

function stepSection(heading: string, steps: readonly Step[]): readonly Block[] {
  if (steps.length === 0) return [];
  const lines = steps.flatMap(({ text, command }) =>
    command === undefined ? [`- ${text}`] : [`- ${text}`, `    ${command}`],
  );
  return [section([heading, ...lines])];
}
