import type { Fact } from './cause-facts.ts';
import { stepsHeading, type AlertText } from './compose-alert.ts';
import type { CauseText } from './describe-cause.ts';
import { bandInWords, indexInWords } from './in-words.ts';
import type { Step } from './next-steps.ts';

// No colours but of lines, which are grey: so it can be read on a light ground and on a dark one. No images, no links but one.
const BODY = 'font-family:-apple-system,Segoe UI,Helvetica,Arial,sans-serif;font-size:14px;line-height:1.45';
const TABLE = 'border-collapse:collapse;margin:0 0 16px';
const CELL = 'border:1px solid #888;padding:4px 8px;text-align:left;vertical-align:top';
const HEADING = 'font-size:15px;margin:16px 0 6px';
const CODE = 'font-family:Consolas,Menlo,monospace;font-size:13px';

/** A message as a page of HTML for mail programs: a table each of the incident, its first subject and all subjects. */
export function toHtml(text: AlertText): string {
  const { subjectLine, notice, title, facts, first, steps, handling, link } = text;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(subjectLine)}</title></head>`,
    `<body style="${BODY}">`,
    `<h1 style="font-size:18px;margin:0 0 4px">${escapeHtml(title)}</h1>`,
    `<p style="margin:0 0 12px"><strong>${escapeHtml(notice)}</strong></p>`,
    factTable(facts),
    ...(first === undefined ? [] : [firstSubject(first)]),
    ...rowTable(text),
    ...stepList(stepsHeading(text), steps),
    ...stepList('To have quiet', handling),
    ...(link === undefined ? [] : [`<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`]),
    '</body></html>',
  ].join('\n');
}

/** Makes a text mean nothing in HTML, between tags and in quoted attributes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function heading(text: string): string {
  return `<h2 style="${HEADING}">${escapeHtml(text)}</h2>`;
}

function table(rows: readonly (readonly string[])[], headings: readonly string[] = []): string {
  const head = headings.map((text) => `<th scope="col" style="${CELL}">${escapeHtml(text)}</th>`).join('');
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell) => `<td style="${CELL}">${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return [`<table style="${TABLE}">`, ...(head === '' ? [] : [`<tr>${head}</tr>`]), ...body, '</table>'].join(
    '\n',
  );
}

function factTable(facts: readonly Fact[]): string {
  return table(facts.map(({ label, value }) => [label, value]));
}

function firstSubject({ name, facts, columns }: CauseText): string {
  const columnTable = table(
    columns.map((column) => [column.name, indexInWords(column.psi), bandInWords(column.band)]),
    ['Characteristic', 'CSI', 'Band'],
  );
  return [heading(name), factTable(facts), ...(columns.length === 0 ? [] : [columnTable])].join('\n');
}

function rowTable({ rows, more, notice }: AlertText): readonly string[] {
  if (rows.length === 0) return [];
  return [
    heading(notice.startsWith('resolved') ? 'All that it touched' : 'All that is not well'),
    table(
      rows.map(({ name, summary, at }) => [name, summary, at]),
      ['What', 'How', 'At'],
    ),
    ...(more === undefined ? [] : [`<p>${escapeHtml(more)}</p>`]),
  ];
}

function stepList(title: string, steps: readonly Step[]): readonly string[] {
  if (steps.length === 0) return [];
  const items = steps.map(({ text, command }) => {
    const code = command === undefined ? '' : `<br><code style="${CODE}">${escapeHtml(command)}</code>`;
    return `<li>${escapeHtml(text)}${code}</li>`;
  });
  return [heading(title), `<ul>${items.join('\n')}</ul>`];
}
