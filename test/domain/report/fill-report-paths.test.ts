import { describe, expect, test } from 'vitest';
import {
  outputPathOf,
  reportUrlOf,
  requestKeyOf,
  requestUrlOf,
} from '../../../shared/domain/report/fill-report-paths.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { exampleCollectionTask } from '../../support/example-collection.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';

const INTERVAL = { from: at('2026-02-28T23:30:00Z'), to: at('2026-03-01T23:30:00Z') };
const RUN_ID = runIdOf(jobIdFrom('sales-report'), INTERVAL.to);

describe('requestUrlOf', () => {
  test('fills in the offset', () => {
    expect(requestUrlOf(exampleCollectionTask({ offset: -3 }), INTERVAL)).toBe(
      'https://reports.example.com/request_report?offset=-3',
    );
  });

  test('fills in the start of the interval, in UTC where no zone is given', () => {
    const requestPath = '/r/{yyyy}-{MM}-{dd}/{HH}{mm}?again={dd}';

    expect(requestUrlOf(exampleCollectionTask({ requestPath }), INTERVAL)).toBe(
      'https://reports.example.com/r/2026-02-28/2330?again=28',
    );
  });

  test('fills it in by the clocks of the zone', () => {
    const task = exampleCollectionTask({ requestPath: '/r/{MM}-{dd}/{HH}', timeZone: 'Europe/Berlin' });

    expect(requestUrlOf(task, INTERVAL)).toBe('https://reports.example.com/r/03-01/00');
  });

  test('fills in both ends of the interval', () => {
    expect(requestUrlOf(exampleCollectionTask({ requestPath: '/r?from={from}&to={to}' }), INTERVAL)).toBe(
      'https://reports.example.com/r?from=2026-02-28T23:30:00.000Z&to=2026-03-01T23:30:00.000Z',
    );
  });

  test('refuses a zone that there is not', () => {
    expect(() => requestUrlOf(exampleCollectionTask({ timeZone: 'Europe/Atlantis' }), INTERVAL)).toThrow(
      "There is no time zone 'Europe/Atlantis'.",
    );
  });
});

describe('reportUrlOf', () => {
  test.each([
    ['abc', 'abc'],
    ['a/b', 'a%2Fb'],
    ['50%', '50%25'],
    ['a%2Fb', 'a%252Fb'],
    ['a?b#c&d', 'a%3Fb%23c%26d'],
    ['$&', '%24%26'],
    ['{ticketId}', '%7BticketId%7D'],
    ['票', '%E7%A5%A8'],
  ])('makes one step of the ticket %s', (ticketId, step) => {
    const url = reportUrlOf(exampleCollectionTask(), ticketId);

    expect(url).toBe(`https://reports.example.com/get_report/${step}`);
    expect(new URL(url).pathname).toBe(`/get_report/${step}`);
  });

  test('puts it wherever the path says', () => {
    const task = exampleCollectionTask({ reportPath: '/{ticketId}/csv?t={ticketId}' });

    expect(reportUrlOf(task, 'a b')).toBe('https://reports.example.com/a%20b/csv?t=a%20b');
  });
});

describe('outputPathOf', () => {
  test('names the blob by resource, date and run', () => {
    expect(outputPathOf(exampleCollectionTask(), RUN_ID, INTERVAL)).toBe(
      'reports/sales/2026/02/28/sales-report.20260301T233000Z.csv',
    );
  });
});

describe('requestKeyOf', () => {
  test('tells jobs apart that send other headers, a secret by its name', () => {
    const url = 'https://reports.example.com/request_report';
    const keys = [
      exampleCollectionTask({ headers: {} }),
      exampleCollectionTask({ headers: { 'X-Tenant': 'a' } }),
      exampleCollectionTask({ headers: { 'X-Tenant': 'b' } }),
      exampleCollectionTask({ headers: { 'X-Tenant': { secret: 'TENANT' } } }),
    ].map((task) => requestKeyOf(task, url));

    expect(new Set(keys).size).toBe(4);
  });

  test('takes headers in any order and case for the same', () => {
    const [one, other] = [
      { A: '1', B: '2' },
      { b: '2', a: '1' },
    ].map((headers) => requestKeyOf(exampleCollectionTask({ headers }), 'https://reports.example.com/'));

    expect(one).toBe(other);
  });

  test('tells requests apart by method and address', () => {
    const url = 'https://reports.example.com/r';

    expect(requestKeyOf(exampleCollectionTask({ method: 'POST' }), url)).toBe(`POST ${url}`);
  });
});
