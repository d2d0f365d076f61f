import { z } from 'zod';
import { timeZoneName } from '../../contracts/http/data-source.ts';
import { outgoingUrlFaults } from '../../contracts/http/outgoing-url.ts';
import { secretName } from '../../contracts/http/secret-name.ts';
import { whole } from '../../contracts/job-policies.ts';
import { placeholderIssues, withPlaceholders } from '../fill-placeholders.ts';
import { STATUS_RANGE_PATTERN } from './domain/status-ranges.ts';
import { POINTER_PATTERN } from './domain/value-at.ts';
import {
  CALLBACK_HEADER,
  COMPLETIONS,
  IDEMPOTENCY_POLICIES,
  UNANSWERED,
  WEBHOOK_METHODS,
} from './domain/webhook-task.ts';

/** What a body may be before its placeholders are filled. */
const MAX_BODY_CHARACTERS = 64 * 1024;

/** A task has it beside those of all kinds. */
function isCallback(name: string): boolean {
  return name === 'callbackUrl';
}

const filledText = z.string().superRefine(withPlaceholders(isCallback));

const url = z
  .string()
  .max(2048)
  .superRefine((text, context) => {
    for (const message of outgoingUrlFaults(text, 'https://hooks.example.com/nightly')) {
      context.addIssue({ code: 'custom', message: message.replace('"?"', '"?" (use "query")') });
    }
  })
  .refine(
    (text) => !/^[^/]*\/\/[^/]*[{}]/.test(text),
    'must have no placeholder before its path: what is called does not change from run to run',
  )
  .superRefine(withPlaceholders());

const namedSecret = z.strictObject({ secret: secretName });

const givenValue = z.union(
  [
    filledText
      .max(1024, 'must be at most 1,024 characters')
      .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must have no control characters'),
    namedSecret,
  ],
  'must be a text, or { "secret": the name of a secret }',
);

/** RFC 9110, 5.1. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, 'must be the name of a header');

/** Said by the client or the kind itself, or a way to speak past them. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'accept-encoding', 'expect', 'upgrade'],
  ...['te', 'trailer', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'http2-settings'],
  ...['idempotency-key', 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'webhook-key-id'],
  CALLBACK_HEADER,
]);

const headers = z
  .record(headerName, givenValue)
  .refine((given) => Object.keys(given).length <= 20, 'must be at most 20 headers')
  .refine(
    (given) => Object.keys(given).every((name) => !OWN_HEADERS.has(name.toLowerCase())),
    `must be none of ${[...OWN_HEADERS].join(', ')}`,
  )
  .refine(
    (given) =>
      new Set(Object.keys(given).map((name) => name.toLowerCase())).size === Object.keys(given).length,
    'must name each header once, whatever its capitals',
  );

const query = z
  .record(z.string().min(1).max(128), givenValue)
  .refine((given) => Object.keys(given).length <= 50, 'must be at most 50 fields');

const anyJson = z.json();
// A copy with an id would refer to the one without: JSON refers to itself.
z.globalRegistry.add(anyJson, { id: 'Json', description: 'What JSON can say.' });

const json = anyJson.superRefine((value, context) => {
  if (JSON.stringify(value).length > MAX_BODY_CHARACTERS) {
    context.addIssue({ code: 'custom', message: `must be at most ${MAX_BODY_CHARACTERS} characters` });
  }
  for (const { pointer, message } of [...placeholderIssues(value, '', isCallback), ...secretIssues(value)]) {
    context.addIssue({ code: 'custom', message: pointer === '' ? message : `${pointer}: ${message}` });
  }
});

/** An object with a "secret" is looked up; one that has more would lose it. */
function secretIssues(
  value: unknown,
  pointer = '',
): { readonly pointer: string; readonly message: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const named = 'secret' in value && typeof value.secret === 'string' ? value : undefined;
  if (named !== undefined && !namedSecret.safeParse(named).success) {
    const message = 'an object with "secret" stands for that secret, and may have nothing else';
    return [{ pointer, message }];
  }
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) =>
    secretIssues(part, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

const BODY_RULE = 'must have one of "json", "text" (with "contentType") and "form"';

const body = z.union(
  [
    z.strictObject({ json }),
    z.strictObject({
      text: filledText.max(MAX_BODY_CHARACTERS),
      contentType: z
        .string()
        .max(128)
        .regex(
          /^[a-z0-9.+-]+\/[a-z0-9.+-]+(; ?[a-z0-9-]+=[A-Za-z0-9-]+)*$/,
          'must be a media type in small letters',
        )
        .default('text/plain; charset=utf-8'),
    }),
    z.strictObject({ form: z.record(z.string().min(1).max(128), filledText.max(4096)) }),
  ],
  BODY_RULE,
);

const statusRange = z
  .string()
  .regex(STATUS_RANGE_PATTERN, 'must be a status from 200 to 599, or a range such as "200-299"')
  .refine((range) => {
    const [from = '', to = from] = range.split('-');
    return from <= to;
  }, 'must not end before it begins');

const seconds = z.number('must be a number').positive('must be greater than 0').max(86_400);
const coefficient = z.number('must be a number').min(1, 'must be at least 1').max(10, 'must be at most 10');
const pointer = z
  .string()
  .max(512)
  .regex(POINTER_PATTERN, 'must be a JSON pointer, such as "/status", or empty for the whole');
const words = z.array(z.string().min(1).max(64)).max(50);

const tries = z
  .strictObject({
    maxTries: whole(1, 100).default(5),
    initialDelaySeconds: seconds.default(2),
    backoffCoefficient: coefficient.default(2),
    maxDelaySeconds: seconds.default(60),
  })
  .refine(
    ({ initialDelaySeconds, maxDelaySeconds }) => initialDelaySeconds <= maxDelaySeconds,
    'initialDelaySeconds must not be greater than maxDelaySeconds',
  );

const poll = z
  .strictObject({
    urlFrom: z
      .string()
      .max(512)
      .refine(
        (text) => text === 'location' || (text !== '' && POINTER_PATTERN.test(text)),
        'must be "location" or a JSON pointer, such as "/statusUrl"',
      )
      .default('location'),
    intervalSeconds: seconds.default(10),
    backoffCoefficient: coefficient.default(1.5),
    maxIntervalSeconds: seconds.default(60),
    onCancel: z.enum(['nothing', 'delete'], 'must be "nothing" or "delete"').default('nothing'),
  })
  .refine(
    ({ intervalSeconds, maxIntervalSeconds }) => intervalSeconds <= maxIntervalSeconds,
    'intervalSeconds must not be greater than maxIntervalSeconds',
  );

const state = z
  .strictObject({
    field: pointer.default('/status'),
    succeeded: words.min(1).default(['succeeded']),
    failed: words.default(['failed']),
    going: words.exactOptional(),
  })
  .refine(({ succeeded, failed, going = [] }) => {
    const all = [...succeeded, ...failed, ...going].map((word) => word.toLowerCase());
    return new Set(all).size === all.length;
  }, 'must give each word one meaning, whatever its capitals');

/** What a webhook job calls, as a caller says it; what comes out is stored. */
export const webhookTask = z
  .strictObject({
    url,
    method: z.enum(WEBHOOK_METHODS, `must be one of ${WEBHOOK_METHODS.join(', ')}`).default('POST'),
    query: query.default({}),
    headers: headers.default({}),
    body: body.exactOptional(),
    signing: namedSecret.extend({ previous: namedSecret.exactOptional() }).exactOptional(),
    expectedStatuses: z.array(statusRange).min(1).max(50).default(['200-299']),
    answerSeconds: whole(1, 200).default(30),
    tries: tries.prefault({}),
    unanswered: z.enum(UNANSWERED, 'must be "repeat" or "fail"').default('repeat'),
    idempotencyKey: z
      .enum(IDEMPOTENCY_POLICIES, `must be one of ${IDEMPOTENCY_POLICIES.join(', ')}`)
      .default('until-answered'),
    completion: z.enum(COMPLETIONS, `must be one of ${COMPLETIONS.join(', ')}`).default('answer'),
    poll: poll.prefault({}),
    state: state.exactOptional(),
    outputField: pointer.default(''),
    timeZone: timeZoneName.exactOptional(),
  })
  .superRefine((task, context) => {
    const fault = (path: readonly string[], message: string): void => {
      context.addIssue({ code: 'custom', path: [...path], message });
    };
    if (task.method === 'GET' && task.body !== undefined) fault(['body'], 'a GET has no body');
    if (task.completion !== 'callback' && asksForCallback(task)) {
      fault(['completion'], 'must be "callback" where {callbackUrl} is filled in');
    }
  });

interface Callable {
  readonly headers: unknown;
  readonly query: unknown;
  readonly body?: unknown;
}

function asksForCallback({ headers, query, body }: Callable): boolean {
  return JSON.stringify([headers, query, body])
    .replaceAll(/\{\{[^{}]*\}\}/g, '')
    .includes('{callbackUrl}');
}
