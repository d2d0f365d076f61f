import type { Fact } from './cause-facts.ts';
import { stepsHeading, type AlertText } from './compose-alert.ts';
import type { CauseText } from './describe-cause.ts';
import { bandInWords, indexInWords } from './in-words.ts';
import type { Step } from './next-steps.ts';

interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Large';
  readonly fontType?: 'Monospace';
}

interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
  readonly separator?: true;
  readonly spacing?: 'Small' | 'None';
}

/** What a workflow of Teams ("when a webhook request is received") posts as it is. */
export interface TeamsMessage {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: {
        readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
        readonly type: 'AdaptiveCard';
        readonly version: '1.4';
        readonly fallbackText: string;
        readonly msteams: { readonly width: 'Full' };
        readonly body: readonly RichTextBlock[];
        readonly actions: readonly {
          readonly type: 'Action.OpenUrl';
          readonly title: string;
          readonly url: string;
        }[];
      };
    },
  ];
}

/** Of JSON in UTF-8; Teams refuses what is longer than 28 kB, and what stands around it on its way counts too. */
const MAX_BYTES = 22_000;

/**
 * A message as an adaptive card. All texts stand in text runs, which take no Markdown and no mentions, so that nothing has to
 * be escaped; rows that would make it too long are counted.
 */
export function toTeamsMessage(text: AlertText): TeamsMessage {
  for (let rowCount = text.rows.length; rowCount > 0; rowCount -= 1) {
    const message = withRows(text, rowCount);
    if (utf8Length(JSON.stringify(message)) <= MAX_BYTES) return message;
  }
  return withRows(text, 0);
}

function utf8Length(text: string): number {
  return encodeURIComponent(text.toWellFormed()).replace(/%../g, '-').length;
}

function withRows(text: AlertText, rowCount: number): TeamsMessage {
  const { title, subjectLine, notice, facts, first, steps, handling, link } = text;
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          ...{ type: 'AdaptiveCard', version: '1.4', fallbackText: subjectLine, msteams: { width: 'Full' } },
          body: [
            block([{ type: 'TextRun', text: title, weight: 'Bolder', size: 'Large' }]),
            block([bold(notice)]),
            ...factBlocks(facts),
            ...(first === undefined ? [] : subjectBlocks(first)),
            ...rowBlocks(text, rowCount),
            ...stepBlocks(stepsHeading(text), steps),
            ...stepBlocks('To have quiet', handling),
          ],
          actions:
            link === undefined ? [] : [{ type: 'Action.OpenUrl', title: 'Open the incident', url: link }],
        },
      },
    ],
  };
}

function block(inlines: readonly TextRun[], more: Partial<RichTextBlock> = {}): RichTextBlock {
  return { type: 'RichTextBlock', inlines, ...more };
}

function plain(text: string): TextRun {
  return { type: 'TextRun', text };
}

function bold(text: string): TextRun {
  return { type: 'TextRun', text, weight: 'Bolder' };
}

function factBlocks(facts: readonly Fact[]): readonly RichTextBlock[] {
  return facts.map(({ label, value }) => block([bold(`${label}: `), plain(value)], { spacing: 'None' }));
}

function subjectBlocks({ name, facts, columns }: CauseText): readonly RichTextBlock[] {
  const moved = columns.map((column) => ({
    label: column.name,
    value: `CSI ${indexInWords(column.psi)}, ${bandInWords(column.band)}`,
  }));
  return [block([bold(name)], { separator: true }), ...factBlocks([...facts, ...moved])];
}

function rowBlocks({ rows, more }: AlertText, rowCount: number): readonly RichTextBlock[] {
  if (rows.length === 0) return [];
  const left = rows.length - rowCount;
  return [
    block([bold('All of them')], { separator: true }),
    ...rows
      .slice(0, rowCount)
      .map(({ name, summary, at }) =>
        block([bold(`${name}: `), plain(`${summary} (${at})`)], { spacing: 'None' }),
      ),
    ...(left === 0 ? [] : [block([plain(`${left} of these are left out here.`)], { spacing: 'None' })]),
    ...(more === undefined ? [] : [block([plain(more)], { spacing: 'None' })]),
  ];
}

function stepBlocks(heading: string, steps: readonly Step[]): readonly RichTextBlock[] {
  if (steps.length === 0) return [];
  return [
    block([bold(heading)], { separator: true }),
    ...steps.flatMap(({ text, command }) => [
      block([plain(text)], { spacing: 'Small' }),
      ...(command === undefined
        ? []
        : [block([{ type: 'TextRun', text: command, fontType: 'Monospace' }], { spacing: 'None' })]),
    ]),
  ];
}
