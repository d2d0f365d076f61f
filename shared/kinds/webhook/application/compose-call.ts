import { fillPlaceholders, type PlaceholderValues } from '../../fill-placeholders.ts';
import {
  CALLBACK_HEADER,
  type GivenValue,
  type Json,
  type WebhookBody,
  type WebhookMethod,
  type WebhookTask,
} from '../domain/webhook-task.ts';

/** A call as it goes out, but for its signature. */
export interface ComposedCall {
  readonly method: WebhookMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface CallFilling {
  readonly values: PlaceholderValues;
  /** By their names; those that the task names are all there. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where the receiver tells that its work is done. */
  readonly callbackUrl?: string;
  readonly idempotencyKey: string | undefined;
}

/**
 * The call of a task. No value can leave the place that its placeholder has: in the address it stays within its step, in a
 * query and a form within its field, in JSON within its string, in XML within its text; a header that it would break is
 * refused by the client.
 *
 * @throws RangeError for a value that cannot be a step of the address; see `fillPlaceholders`.
 */
export function composeCall(task: WebhookTask, filling: CallFilling): ComposedCall {
  const values = withCallback(filling);
  const body = task.body ?? defaultBody(task);
  return {
    method: task.method,
    url: `${fillPlaceholders(task.url, values, 'path-step')}${queryOf(task, { ...filling, values })}`,
    headers: {
      ...(body !== undefined && { 'content-type': contentTypeOf(body) }),
      ...(filling.idempotencyKey !== undefined && { 'idempotency-key': filling.idempotencyKey }),
      ...(filling.callbackUrl !== undefined && { [CALLBACK_HEADER]: filling.callbackUrl }),
      ...ownHeaders(task, { ...filling, values }),
    },
    ...(body !== undefined && { body: fillBody(body, { ...filling, values }) }),
  };
}

function withCallback({ values, callbackUrl }: CallFilling): PlaceholderValues {
  return (name) => (name === 'callbackUrl' ? callbackUrl : values(name));
}

function valueOf(given: GivenValue, { values, secrets }: CallFilling): string {
  return typeof given === 'string' ? fillPlaceholders(given, values) : (secrets[given.secret] ?? '');
}

function queryOf({ query }: WebhookTask, filling: CallFilling): string {
  const text = encodedPairs(Object.entries(query).map(([name, given]) => [name, valueOf(given, filling)]));
  return text === '' ? '' : `?${text}`;
}

/** In small letters, so that a task's own content type takes the place of ours. */
function ownHeaders({ headers }: WebhookTask, filling: CallFilling): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, given]) => [name.toLowerCase(), valueOf(given, filling)]),
  );
}

/** What a receiver needs to know which work is asked for. */
const RUN: Readonly<Record<string, string>> = {
  jobId: '{jobId}',
  runId: '{runId}',
  attempt: '{attempt}',
  from: '{from}',
  to: '{to}',
};

function defaultBody({ method, completion }: WebhookTask): WebhookBody | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  return { json: completion === 'callback' ? { ...RUN, callbackUrl: '{callbackUrl}' } : RUN };
}

function contentTypeOf(body: WebhookBody): string {
  if ('text' in body) return body.contentType;
  return 'json' in body ? 'application/json' : 'application/x-www-form-urlencoded';
}

function fillBody(body: WebhookBody, filling: CallFilling): string {
  const { values } = filling;
  if ('json' in body) return JSON.stringify(fillJson(body.json, filling));
  if ('form' in body) {
    return encodedPairs(
      Object.entries(body.form).map(([name, text]) => [name, fillPlaceholders(text, values)]),
    );
  }
  const { text, contentType } = body;
  if (/[/+]json\b/i.test(contentType)) return fillPlaceholders(text, values, 'json-string');
  return fillPlaceholders(text, /[/+](xml|html)\b/i.test(contentType) ? inXml(values) : values);
}

const WHOLE_PLACEHOLDER = /^\{([A-Za-z][A-Za-z0-9_.-]*)\}$/;

/** Filled before it is written as JSON. A text that is nothing but a placeholder of a number becomes that number. */
function fillJson(json: Json, filling: CallFilling): Json {
  const { values, secrets } = filling;
  if (typeof json === 'string') {
    const [, name] = WHOLE_PLACEHOLDER.exec(json) ?? [];
    const value = name === undefined ? undefined : values(name);
    return typeof value === 'number' ? value : fillPlaceholders(json, values);
  }
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) return json.map((item) => fillJson(item, filling));
  if (typeof json['secret'] === 'string') return secrets[json['secret']] ?? '';
  return Object.fromEntries(Object.entries(json).map(([name, part]) => [name, fillJson(part, filling)]));
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/** `&`, `<`, `>` and both quotes by their names; what XML 1.0 has no way to say is left out. */
function inXml(values: PlaceholderValues): PlaceholderValues {
  return (name) => {
    const value = values(name);
    if (typeof value !== 'string') return value;
    const text = value.toWellFormed().replaceAll(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, '');
    return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  };
}

function encodedPairs(pairs: readonly (readonly [name: string, value: string])[]): string {
  return pairs.map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join('=')).join('&');
}
