import { describe, expect, test } from 'vitest';
import { jobFromDocument, jobToDocument } from '../../../shared/adapters/cosmos/job-document.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { at, exampleJob } from '../../support/example-job.ts';

const recurrences: readonly Recurrence[] = [
  {
    ...{
      type: 'cron',
      dialect: 'ncrontab6',
      expression: '0 0 6 * * *',
      timeZone: 'Europe/London',
      dst: 'skip',
    },
    startAt: at('2026-01-01T00:00:00Z'),
    exclusions: [
      { type: 'date', on: '2026-12-25' },
      { type: 'date-range', startOn: '2026-08-01', endOn: '2026-08-14' },
      { type: 'instant-range', startAt: at('2026-03-01T22:00:00Z'), endAt: at('2026-03-02T02:00:00Z') },
      { type: 'calendar', name: 'bank' },
    ],
  },
  { type: 'cron', dialect: 'quartz', expression: '0 0 6 L * ?', timeZone: 'UTC', dst: 'both' },
  { type: 'interval', everySeconds: 60, anchorAt: 0, timeZone: 'Asia/Tokyo', exclusions: [] },
];

describe('a job document', () => {
  test('keeps dialects, zones and exclusions', () => {
    const job = { ...exampleJob(), recurrences };
    const stored: unknown = JSON.parse(JSON.stringify(jobToDocument(job)));

    expect(jobFromDocument(stored).recurrences).toEqual(recurrences);
  });
});
