import { describe, expect, test } from 'vitest';
import type { Ticket } from '../../../shared/domain/lease/lease.ts';
import { decideTicket } from '../../../shared/domain/report/decide-ticket.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from '../../support/example-job.ts';

const OWN = runIdOf(jobIdFrom('sales'), at('2026-03-01T06:00:00Z'));
const OTHER = runIdOf(jobIdFrom('sales'), at('2026-03-01T05:00:00Z'));
const KEY = 'GET https://reports.example.com/request_report?offset=0';
const OTHER_KEY = 'GET https://reports.example.com/request_report?offset=1';
const REQUESTED_AT = at('2026-03-01T05:00:01Z');
const ABANDON_MS = 60_000;
const ACCEPTED = { ticketId: 't1', reportUrl: 'https://reports.example.com/get_report/t1' };

const SENT: Ticket = {
  ...{ runId: OWN, requestKey: KEY, requestedAt: REQUESTED_AT },
  abandonAt: REQUESTED_AT + ABANDON_MS,
};

function decide(ticket: Partial<Ticket> | undefined, { laterMs = 0 } = {}): string {
  const full = ticket && { ...SENT, ...ticket };
  const asking = { runId: OWN, requestKey: KEY, now: REQUESTED_AT + laterMs };
  return decideTicket(full, asking).action;
}

describe('decideTicket', () => {
  test('asks where nothing was asked before', () => {
    expect(decide(undefined)).toBe('ask');
  });

  test.each([
    ['goes on with its own ticket', { accepted: ACCEPTED }, 'use'],
    [
      'takes over the ticket of a run that asked for the same',
      { runId: OTHER, accepted: ACCEPTED },
      'take-over',
    ],
    [
      'drains the ticket of a run that asked for something else',
      { runId: OTHER, requestKey: OTHER_KEY, accepted: ACCEPTED },
      'drain',
    ],
    ['drains its own ticket of before an edit', { requestKey: OTHER_KEY, accepted: ACCEPTED }, 'drain'],
    ['waits when it does not know whether its own request was sent', {}, 'wait'],
    ["waits when it does not know whether another's request was sent", { runId: OTHER }, 'wait'],
    ['fetches its own answered report again', { accepted: ACCEPTED, answeredAt: REQUESTED_AT }, 'use'],
    [
      'asks when another has its answer',
      { runId: OTHER, accepted: ACCEPTED, answeredAt: REQUESTED_AT },
      'ask',
    ],
    [
      'asks when its own answer was to another question',
      { requestKey: OTHER_KEY, accepted: ACCEPTED, answeredAt: REQUESTED_AT },
      'ask',
    ],
  ] as const)('%s', (_name, ticket, action) => {
    expect(decide(ticket)).toBe(action);
  });

  test.each([
    ['a ticket of its own', { accepted: ACCEPTED }],
    ["another's ticket", { runId: OTHER, requestKey: OTHER_KEY, accepted: ACCEPTED }],
    ['a request that may not have been sent', {}],
  ])('gives up %s when its time is over, and not a millisecond before', (_name, ticket) => {
    expect(decide(ticket, { laterMs: ABANDON_MS - 1 })).not.toBe('ask');
    expect(decide(ticket, { laterMs: ABANDON_MS })).toBe('ask');
  });
});
