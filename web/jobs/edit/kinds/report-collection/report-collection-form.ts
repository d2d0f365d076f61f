import { isJsonObject, textAt } from '../../../../kit/json/json.ts';
import { idOf, type KindForm } from '../kind-form.ts';
import { REQUEST_FIELDS } from './request-fields.ts';

/** Asks for a job that collects a report. */
export const reportCollectionForm: KindForm = {
  kind: 'report-collection',
  label: 'Report collection',
  icon: 'download',
  about: 'Asks a report server for a report, waits until it is ready and keeps it, for whatever comes after.',
  initial: {
    kind: 'report-collection',
    task: {},
    recurrences: [{ type: 'cron', expression: '0 5 * * *' }],
  },
  policyDefaults: { '/policies/timeoutSeconds': 600 },
  suggestId: ({ task }) => (isJsonObject(task) ? idOf(textAt(task, 'resource'), 'report') : ''),
  task: {
    main: [
      {
        ...{ type: 'text', pointer: '/task/resource', label: 'Resource', isRequired: true, isCode: true },
        ...{ suggest: 'resources', placeholder: 'sales' },
        hint: 'Names the lock: of all jobs that collect from one resource, one does at a time.',
      },
      {
        ...{ type: 'text', pointer: '/task/baseUrl', label: 'Report server', isRequired: true, isCode: true },
        placeholder: 'https://reports.example.com',
        hint: 'Where the server is; the paths below are added to it.',
      },
      {
        ...{ type: 'text', pointer: '/task/requestPath', label: 'Path of the request', isCode: true },
        default: '/request_report?offset={offset}',
        hint: 'Asks for the report. {offset}, {from}, {to} and parts of the date such as {yyyy} are filled in.',
      },
      {
        ...{ type: 'text', pointer: '/task/reportPath', label: 'Path of the report', isCode: true },
        default: '/get_report/{ticketId}',
        hint: 'Where it is fetched, with the ticket that the request was answered with.',
      },
      {
        ...{ type: 'words', pointer: '/task/columns', label: 'Columns' },
        hint: 'What the report has to have. Empty: whatever it has.',
        placeholder: 'account_id, amount',
      },
      {
        ...{ type: 'text', pointer: '/task/outputPath', label: 'Kept at', isCode: true },
        default: 'reports/{resource}/{yyyy}/{MM}/{dd}/{runId}.csv',
        hint: 'The blob that the report is written to.',
      },
    ],
    more: REQUEST_FIELDS,
  },
};
