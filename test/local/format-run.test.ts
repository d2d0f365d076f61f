import { expect, test } from 'vitest';
import { formatRun } from '../../local/format-run.ts';
import { runView } from '../../shared/contracts/http/run-view.ts';
import type { Run } from '../../shared/domain/run/run.ts';
import { at } from '../support/example-job.ts';
import { exampleReportJob, exampleReportSummary } from '../support/example-report-job.ts';
import { examplePendingRun } from '../support/example-run.ts';

const TIMES = { startedAt: at('2026-03-01T06:00:01Z'), finishedAt: at('2026-03-01T06:00:09Z') };
const RUN = examplePendingRun({}, exampleReportJob());

test.each<[string, Run, string]>([
  [
    'a collection by its rows, its blob and its epoch',
    { ...RUN, ...TIMES, state: 'succeeded', result: exampleReportSummary() },
    '06:00:09  succeeded  sales-report.20260301T060000Z  40 rows in reports/sales/1.csv (epoch 3)',
  ],
  [
    'a failure by its message',
    { ...RUN, ...TIMES, state: 'failed', failure: { reason: 'lease-lost', message: 'Another has it.' } },
    '06:00:09  failed     sales-report.20260301T060000Z  Another has it.',
  ],
])('shows %s', (_what, run, line) => {
  expect(formatRun(runView(run))).toBe(line);
});
