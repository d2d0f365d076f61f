import { redactJson, type Redact } from './redact.ts';
import { valueAt } from './value-at.ts';
import type { Json, WebhookTask } from './webhook-task.ts';

/** What was read of an answer's body. */
export type AnswerBody =
  | { readonly type: 'json'; readonly value: Json }
  | { readonly type: 'text'; readonly text: string }
  /** It broke off. */
  | { readonly type: 'lost' };

/** As much as a run's document keeps. */
const MAX_OUTPUT_BYTES = 8 * 1024;
const MAX_TEXT_CHARACTERS = 2000;
const MAX_HINT_CHARACTERS = 200;

/**
 * What is kept of the body that ends the work: its JSON, or the field of it that the task names, as long as that is 8 KiB
 * at most; else its beginning as a text. Undefined when there is nothing.
 */
export function outputOf(
  { outputField }: Pick<WebhookTask, 'outputField'>,
  body: AnswerBody,
  redact: Redact,
): Json | undefined {
  if (body.type === 'lost') return undefined;
  if (body.type === 'text') return body.text === '' ? undefined : startOf(body.text, redact);
  const value = valueAt(body.value, outputField);
  if (value === undefined) return undefined;
  const clean = redactJson(value, redact);
  const text = JSON.stringify(clean);
  return new TextEncoder().encode(text).length <= MAX_OUTPUT_BYTES ? clean : startOf(text, redact);
}

/** The start of a body for the message of a failure, in one line; empty when there is nothing to show. */
export function hintOf(body: AnswerBody, redact: Redact): string {
  if (body.type === 'lost') return '';
  const text = body.type === 'text' ? body.text : JSON.stringify(redactJson(body.value, redact));
  const line = redact(text)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (line === '') return '';
  return line.length <= MAX_HINT_CHARACTERS
    ? ` It says: ${line}`
    : ` It says: ${cut(line, MAX_HINT_CHARACTERS)}`;
}

/** Redacted before it is cut: half a secret would not be known for one. */
function startOf(text: string, redact: Redact): string {
  const clean = redact(text);
  return clean.length <= MAX_TEXT_CHARACTERS ? clean : cut(clean, MAX_TEXT_CHARACTERS);
}

function cut(text: string, characters: number): string {
  return `${text.slice(0, characters).toWellFormed()} …`;
}
