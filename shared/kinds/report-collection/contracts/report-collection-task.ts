import { z } from 'zod';
import type { ReportCollectionTask } from '../../../domain/job/report-collection-task.ts';
import { whole } from '../../../contracts/job-policies.ts';
import { columnName } from '../../../contracts/http/column-name.ts';
import { csvFormatRequest, timeZoneName } from '../../../contracts/http/data-source.ts';
import { outgoingUrlFaults } from '../../../contracts/http/outgoing-url.ts';
import { resourceName } from '../../../contracts/http/resource-name.ts';
import { secretName } from '../../../contracts/http/secret-name.ts';

const KIB = 1024;
const GIB = KIB ** 3;

/** Not the notes' and results' own words, but what RFC 9110 (5.1) takes for a header's name. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, 'must be the name of a header');

const headerValue = z.union(
  [
    z
      .string()
      .max(1024, 'must be at most 1,024 characters')
      .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must have no control characters'),
    z.strictObject({ secret: secretName }),
  ],
  'must be a text, or { "secret": the name of a secret }',
);

/** Said by the client itself, or a way to speak past it. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'accept-encoding', 'expect', 'upgrade'],
]);

const headers = z
  .record(headerName, headerValue)
  .refine((given) => Object.keys(given).length <= 20, 'must be at most 20 headers')
  .refine(
    (given) => Object.keys(given).every((name) => !OWN_HEADERS.has(name.toLowerCase())),
    `must be none of ${[...OWN_HEADERS].join(', ')}`,
  );

const baseUrl = z
  .string()
  .max(1024)
  .superRefine((text, context) => {
    for (const message of outgoingUrlFaults(text, 'https://reports.example.com')) {
      context.addIssue({ code: 'custom', message });
    }
  })
  .transform((text) => text.replace(/\/+$/, ''));

const path = z
  .string()
  .min(1)
  .max(2048)
  .regex(/^\/(?!\/)/, 'must begin with one "/"')
  .regex(/^[\x21-\x7e]*$/, 'must have no blanks and only ASCII characters')
  .regex(/^[^#\\]*$/, 'must have no "#" and no "\\"');

const DATE_PLACEHOLDERS = ['{yyyy}', '{MM}', '{dd}', '{HH}', '{mm}'];
const REQUEST_PLACEHOLDERS = ['{offset}', '{from}', '{to}', ...DATE_PLACEHOLDERS];
const OUTPUT_PLACEHOLDERS = ['{resource}', '{runId}', ...DATE_PLACEHOLDERS];

/** A refinement for texts in which braces stand for nothing but these. */
function only(placeholders: readonly string[]) {
  return (text: string, context: z.RefinementCtx): void => {
    const found = text.match(/\{[^{}]*\}|[{}]/g) ?? [];
    const unknown = [...new Set(found)].filter((each) => !placeholders.includes(each));
    if (unknown.length === 0) return;
    const message = `'${unknown.join("', '")}' is no placeholder; there are ${placeholders.join(' ')}`;
    context.addIssue({ code: 'custom', message });
  };
}

const outputPath = z
  .string()
  .max(1024)
  .regex(/^reports\/[^\\\p{Cc}]+$/u, 'must be in the container reports: reports/<name>')
  .regex(/^(?!.*\/\/)[^*]*[^/.*]$/, 'must name one blob: no "//", no "*", no "/" or "." at the end')
  .refine(
    (text) => !text.split('/').some((step) => step === '.' || step === '..'),
    'must have no step "." or ".."',
  )
  .superRefine(only(OUTPUT_PLACEHOLDERS));

const seconds = z.number('must be a number').positive('must be greater than 0').max(86_400);

/** What a report collection does, as a caller says it. */
export const reportCollectionTaskRequest = z
  .strictObject({
    resource: resourceName,
    baseUrl,
    method: z.enum(['GET', 'POST'], 'must be "GET" or "POST"').default('GET'),
    requestPath: path.superRefine(only(REQUEST_PLACEHOLDERS)).default('/request_report?offset={offset}'),
    reportPath: path
      .superRefine(only(['{ticketId}']))
      .refine((text) => text.includes('{ticketId}'), 'must hold {ticketId}')
      .default('/get_report/{ticketId}'),
    offset: z.int().default(0),
    headers: headers.default({}),
    ticketField: columnName.exactOptional(),
    poll: z
      .strictObject({
        intervalSeconds: seconds.default(10),
        backoffCoefficient: z
          .number()
          .min(1, 'must be at least 1')
          .max(10, 'must be at most 10')
          .default(1.5),
        maxIntervalSeconds: seconds.default(60),
      })
      .refine(
        ({ intervalSeconds, maxIntervalSeconds }) => intervalSeconds <= maxIntervalSeconds,
        'intervalSeconds must not be greater than maxIntervalSeconds',
      )
      .prefault({}),
    notReady: z
      .strictObject({
        bodies: z.array(z.string().min(1).max(1024)).max(20).default(['report is not ready']),
        statuses: z.array(whole(200, 599)).max(50).default([202, 404, 409, 425, 503]),
      })
      .prefault({}),
    abandonSeconds: whole(1, 7 * 86_400).default(1800),
    maxBytes: whole(1, 5 * GIB).default(100 * KIB ** 2),
    contentTypes: z
      .array(z.string().regex(/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/, 'must be a media type in small letters'))
      .min(1)
      .max(20)
      .default(['text/csv']),
    format: csvFormatRequest.prefault({ type: 'csv' }),
    columns: z.array(columnName).min(1).max(5000).exactOptional(),
    outputPath: outputPath.default('reports/{resource}/{yyyy}/{MM}/{dd}/{runId}.csv'),
    timeZone: timeZoneName.exactOptional(),
  })
  .transform((task): ReportCollectionTask => task);
