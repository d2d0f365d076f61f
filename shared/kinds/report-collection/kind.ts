import type { KindDescription } from '../plain-kind.ts';
import { COLLECT_REPORT_JOB } from './contracts/report-collection-run.ts';

export const reportCollectionKind: KindDescription = {
  kind: 'report-collection',
  title: 'Report collection',
  description:
    'Asks a report server for a report, waits for it, and keeps it: never two at once of one resource.',
  docs: 'docs/report-collection.md',
  example: {
    resource: 'credit-scores',
    baseUrl: 'https://reports.example.com',
    requestPath: '/reports?from={from}&to={to}',
    reportPath: '/reports/{ticketId}',
    outputPath: 'reports/{resource}/{yyyy}-{MM}-{dd}.csv',
  },
  form: [],
  orchestrator: COLLECT_REPORT_JOB,
};
