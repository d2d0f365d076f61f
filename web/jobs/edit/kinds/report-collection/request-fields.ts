import type { Field } from '../../fields/field.ts';

/** How a report is asked for and read: what seldom is another than the default. */
export const REQUEST_FIELDS: readonly Field[] = [
  {
    ...{ type: 'choice', pointer: '/task/method', label: 'Method', default: 'GET' },
    hint: 'How the report is asked for.',
    options: [
      { value: 'GET', label: 'GET', about: 'Everything stands in the path.' },
      { value: 'POST', label: 'POST', about: 'For servers that make a ticket by POST only.' },
    ],
  },
  {
    ...{
      type: 'number',
      pointer: '/task/offset',
      label: 'Offset',
      default: 0,
      min: -1_000_000,
      max: 1_000_000,
    },
    hint: 'What {offset} stands for, such as how many days back.',
  },
  {
    ...{ type: 'structure', pointer: '/task/headers', label: 'Headers', default: {} },
    hint: 'Sent with each request; a secret is named, never written here.',
    placeholder: '{ "authorization": { "secret": "REPORTS_TOKEN" } }',
  },
  {
    ...{ type: 'text', pointer: '/task/ticketField', label: 'Field of the ticket', isCode: true },
    hint: 'Where the answer is JSON: the field with the ticket. Empty: found by itself.',
  },
  {
    ...{ type: 'number', pointer: '/task/poll/intervalSeconds', label: 'Ask again after', default: 10 },
    ...{ min: 0.001, max: 86_400, step: 'any', unit: 's' },
    hint: 'How long it waits before it asks for the report again.',
  },
  {
    ...{
      type: 'number',
      pointer: '/task/poll/backoffCoefficient',
      label: 'Each time longer by',
      default: 1.5,
    },
    ...{ min: 1, max: 10, step: 'any', unit: 'times' },
    hint: 'Each wait is so many times as long as the one before.',
  },
  {
    ...{ type: 'number', pointer: '/task/poll/maxIntervalSeconds', label: 'But no longer than', default: 60 },
    ...{ min: 0.001, max: 86_400, step: 'any', unit: 's' },
    hint: 'No wait is longer than this.',
  },
  {
    ...{ type: 'words', pointer: '/task/notReady/bodies', label: 'Not ready when it says' },
    default: ['report is not ready'],
    hint: 'Answers that mean: ask again later.',
  },
  {
    ...{ type: 'words', pointer: '/task/notReady/statuses', label: 'Not ready by status', isNumeric: true },
    default: ['202', '404', '409', '425', '503'],
    hint: 'Statuses that mean: ask again later.',
  },
  {
    ...{
      type: 'duration',
      pointer: '/task/abandonSeconds',
      label: 'Give the ticket up after',
      default: 1800,
    },
    hint: 'A report that is not ready by then is asked for anew.',
  },
  {
    ...{ type: 'number', pointer: '/task/maxBytes', label: 'Largest report', default: 104_857_600 },
    ...{ min: 1, max: 5_368_709_120, unit: 'bytes' },
    hint: 'A longer one fails.',
  },
  {
    ...{ type: 'words', pointer: '/task/contentTypes', label: 'Content types', default: ['text/csv'] },
    hint: 'What the report may be sent as.',
  },
  {
    ...{ type: 'text', pointer: '/task/format/delimiter', label: 'Delimiter', default: ',', isCode: true },
    hint: 'What stands between the fields of a row.',
  },
  {
    ...{ type: 'flag', pointer: '/task/format/decimalComma', label: 'Decimal comma', default: false },
    hint: 'Numbers are written as in 1.234,5.',
  },
  {
    ...{ type: 'number', pointer: '/task/format/maxMalformedRows', label: 'Rows that may be malformed' },
    ...{ default: 0, min: 0, max: 1_000_000 },
    hint: 'More of them, and the report is not readable.',
  },
  {
    ...{ type: 'text', pointer: '/task/timeZone', label: 'Time zone of the dates', suggest: 'zones' },
    hint: 'In which {yyyy}, {MM} and {dd} are told. Empty: that of the recurrence, or UTC.',
  },
];
