import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FailureReason } from '../../shared/domain/run/run-failure.ts';
import type { ReportCollectionTask } from '../../shared/domain/job/report-collection-task.ts';
import {
  answers,
  neverEnds,
  redirectsTo,
  resetsAfter,
  sends,
  stallsAfter,
  tricklesAfter,
} from '../support/http/bad-answers.ts';
import { startScriptedServer, type Script, type ScriptedServer } from '../support/http/scripted-server.ts';
import { storageAccount } from '../support/storage-account.ts';
import { openCollectionDesk, type Collecting, type CollectionDesk } from './collection-desk.ts';

const CSV = { 'content-type': 'text/csv; charset=utf-8' };
const CSV_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\n';
const ROWS = 'id,score\n1,2\n3,4\n';
const METADATA_SERVICE = 'http://169.254.169.254/metadata/identity/oauth2/token';
const FIVE_GB = 5 * 1024 ** 3;
const PAGE = '<html><body>Please sign in</body></html>';

/** How a ticket is left: not there, sent and nothing known, accepted by the server, or answered. */
type TicketState = 'none' | 'sent' | 'accepted' | 'answered';

type Ending = readonly [Collecting['outcome'], FailureReason, TicketState];

describe('a bad report server', () => {
  let storage: string;
  let server: ScriptedServer;
  let desk: CollectionDesk;

  beforeAll(async () => {
    storage = await storageAccount();
  });

  afterEach(() => server.stop());

  async function collect(
    { request = answers('t-1'), report = answers(ROWS, { headers: CSV }) }: Partial<Answers>,
    task: Partial<ReportCollectionTask> = {},
    lookMs?: number,
  ): Promise<Collecting> {
    server = await startScriptedServer((exchange) => {
      (exchange.target.includes('/request_report') ? request : report)(exchange);
    });
    const of = { baseUrl: server.origin, maxBytes: 1_000_000, ...task };
    desk = await openCollectionDesk(storage, of, lookMs);
    return desk.collect();
  }

  /** Every connection is closed and nothing is to be seen of the report. */
  async function expectNothingLeft(): Promise<void> {
    await server.allClosed();
    expect(await desk.reports()).toEqual([]);
  }

  // What comes instead of a ticket, what the attempt ends with, and whether a later run has to wait for it.
  test.each<[string, Script, Ending]>([
    ['an error', answers('', { status: 500 }), ['failed', 'report-server-failed', 'none']],
    ['a refusal', answers('', { status: 403 }), ['rejected', 'report-server-failed', 'none']],
    ['a gateway’s error', answers('', { status: 502 }), ['draining', 'report-server-failed', 'sent']],
    ['no answer but a closed connection', sends(''), ['draining', 'report-server-failed', 'sent']],
    ['no answer but a reset', resetsAfter(''), ['draining', 'report-server-failed', 'sent']],
    ['a page', answers(PAGE), ['rejected', 'ticket-not-readable', 'sent']],
    ['nothing in it', answers(''), ['rejected', 'ticket-not-readable', 'sent']],
    ['a ticket of two lines', answers('t\n1'), ['rejected', 'ticket-not-readable', 'sent']],
    ['a ticket of a megabyte', answers('t'.repeat(1e6)), ['rejected', 'ticket-not-readable', 'sent']],
    ['a way to the metadata service', redirectsTo(METADATA_SERVICE), ['rejected', 'address-refused', 'none']],
  ])('that gives %s', async (_what, request, [outcome, reason, state]) => {
    const collecting = await collect({ request });

    expect(collecting).toMatchObject({ outcome, reason });
    expect(stateOf(collecting)).toBe(state);
    expect(server.requests).toHaveLength(1);
    await expectNothingLeft();
  });

  // What comes for the ticket, what the attempt ends with, and whether the report is still wanted from the server.
  test.each<[string, Script, Ending]>([
    [
      'says that it is not ready',
      answers('report is not ready'),
      ['not-ready', 'report-not-ready', 'accepted'],
    ],
    ['has an error', answers('', { status: 500 }), ['failed', 'report-server-failed', 'accepted']],
    ['will not have it', answers('', { status: 400 }), ['rejected', 'report-server-failed', 'answered']],
    ['closes the connection', sends(''), ['failed', 'report-server-failed', 'accepted']],
    [
      'announces 5 GB',
      stallsAfter(`${CSV_HEAD}content-length: ${FIVE_GB}\r\n\r\nid,score\n`),
      ['rejected', 'report-too-large', 'answered'],
    ],
    ['sends without an end', neverEnds(CSV), ['rejected', 'report-too-large', 'answered']],
    [
      'sends a byte now and then',
      tricklesAfter(`${CSV_HEAD}\r\nid,score\n`, 50),
      ['failed', 'report-too-slow', 'accepted'],
    ],
    [
      'stops in the middle',
      stallsAfter(`${CSV_HEAD}content-length: 100\r\n\r\nid,score\n`),
      ['failed', 'report-too-slow', 'accepted'],
    ],
    [
      'shows the way to the metadata service',
      redirectsTo(METADATA_SERVICE),
      ['rejected', 'address-refused', 'accepted'],
    ],
    [
      'sends a page',
      answers(PAGE, { headers: { 'content-type': 'text/html' } }),
      ['rejected', 'unexpected-content-type', 'answered'],
    ],
    ['sends something of no type', answers(ROWS), ['rejected', 'unexpected-content-type', 'answered']],
    [
      'sends less than it announced',
      sends(`${CSV_HEAD}content-length: 99\r\n\r\n${ROWS}`),
      ['failed', 'report-truncated', 'accepted'],
    ],
    [
      'leaves out the last chunk',
      sends(`${CSV_HEAD}transfer-encoding: chunked\r\n\r\n10\r\n${ROWS}\r\n`),
      ['failed', 'report-truncated', 'accepted'],
    ],
    ['cuts the last row', answers(`${ROWS}5`, { headers: CSV }), ['failed', 'report-truncated', 'accepted']],
    [
      'cuts within a quote',
      answers(`${ROWS}"5,6`, { headers: CSV }),
      ['failed', 'report-truncated', 'accepted'],
    ],
    ['sends nothing', answers('', { headers: CSV }), ['rejected', 'report-not-readable', 'answered']],
    [
      'packs it',
      answers(ROWS, { headers: { ...CSV, 'content-encoding': 'gzip' } }),
      ['rejected', 'unexpected-content-type', 'accepted'],
    ],
  ])('that %s for a ticket', async (_what, report, [outcome, reason, state]) => {
    // Only what is to be too slow may be: on a slow machine everything else takes its time too.
    const lookMs = reason === 'report-too-slow' ? 1_000 : undefined;
    const collecting = await collect({ report }, {}, lookMs);

    expect(collecting).toMatchObject({ requested: 'requested', outcome, reason });
    expect(stateOf(collecting)).toBe(state);
    await expectNothingLeft();
  });

  test('that sends a report without a wanted column', async () => {
    const collecting = await collect({}, { columns: ['score', 'amount'] });

    expect(collecting).toMatchObject({ outcome: 'rejected', reason: 'report-not-readable' });
    expect(collecting.message).toContain("'amount'");
    await expectNothingLeft();
  });

  test.each(['a/b', '100%', '../../admin', '?x=1&y#z', 'a%2Fb'])(
    'that gives the odd ticket %j is asked for that very one',
    async (ticket) => {
      const { outcome } = await collect({ request: answers(ticket) });

      expect(outcome).toBe('collected');
      expect(server.requests[1]).toContain(`GET /get_report/${encodeURIComponent(ticket)} HTTP/1.1`);
    },
  );

  test('that has an error now is asked again later, with the same ticket', async () => {
    let isWell = false;
    const first = await collect({
      report: (exchange) => {
        const script = isWell ? answers(ROWS, { headers: CSV }) : answers('', { status: 500 });
        script(exchange);
      },
    });
    isWell = true;
    const second = await desk.collect();

    expect([first.outcome, second.outcome]).toEqual(['failed', 'collected']);
    expect(server.requests.map((request) => request.split(' ')[1])).toEqual([
      '/request_report?offset=0',
      '/get_report/t-1',
      '/get_report/t-1',
    ]);
    expect(await desk.reports()).toHaveLength(1);
  });

  test('that may have taken a request is not sent another', async () => {
    await collect({ request: sends('') });
    const again = await desk.collect();

    expect(again.outcome).toBe('draining');
    expect(server.requests).toHaveLength(1);
  });
});

interface Answers {
  /** To a request for a report. */
  readonly request: Script;
  /** To the ticket. */
  readonly report: Script;
}

function stateOf({ ticket }: Collecting): TicketState {
  if (ticket === undefined) return 'none';
  if (ticket.answeredAt !== undefined) return 'answered';
  return ticket.accepted === undefined ? 'sent' : 'accepted';
}
