import type { DocumentedOperation } from '../contract/api-document.ts';
import type { PerformedExample } from '../contract/perform-example.ts';

/** Longer answers are cut: they show a form, not their content. */
const MAX_LINES = 60;
const MAX_WIDTH = 200;

/** A request and its answer as they go over the wire. */
export function renderExample(
  { method, path }: Pick<DocumentedOperation, 'method' | 'path'>,
  { request, answer }: PerformedExample,
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(request.params[name] ?? ''),
  );
  const query = new URLSearchParams(request.query).toString();
  const sent = [`${method} /api${filled}${query === '' ? '' : `?${query}`}`, ...headerLines(request.headers)];
  const answered = [`HTTP/1.1 ${answer.status}`, ...headerLines(Object.fromEntries(answer.headers))];
  return [
    fenced([...sent, ...bodyLines(typeof request.body === 'string' ? request.body : '')]),
    fenced([...answered, ...bodyLines(prettyText(answer.text))]),
  ].join('\n\n');
}

function fenced(lines: readonly string[]): string {
  return ['```http', ...lines, '```'].join('\n');
}

/** What says something of the operation: those about security and caches are on every answer. */
const SHOWN = new Set([
  ...['accept', 'content-type', 'etag', 'if-match', 'if-none-match', 'location', 'link', 'retry-after'],
  ...['idempotency-key', 'change-reason', 'last-event-id'],
]);

function headerLines(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => SHOWN.has(name.toLowerCase()))
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`);
}

function bodyLines(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.trimEnd().split('\n');
  const cut = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'] : lines;
  return ['', ...cut.map((line) => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)}…` : line))];
}

/** A machine's key, which nothing that looks for secrets in a repository should find in it. */
const KEY = /\b(ek_[0-9a-f]+_)[\w-]+/g;

function prettyText(given: string): string {
  const text = given.replaceAll(KEY, '$1…');
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
