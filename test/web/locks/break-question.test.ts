import { describe, expect, test } from 'vitest';
import type { LockView } from '../../../shared/contracts/http/lock-view.ts';
import { breakConsequences, cannotBreak, isTicketAlone } from '../../../web/locks/breaking/break-question.ts';

const HELD: LockView = {
  ...{ resource: 'sales', state: 'held', epoch: 3 },
  holder: { jobId: 'sales-report', runId: 'sales-report.1', attempt: 2 },
};
const TICKET = {
  runId: 'sales-report.1',
  requestedAt: '2026-03-01T06:00:00.000Z',
  state: 'accepted',
} as const;

describe('what breaking a lock will do', () => {
  test('names the attempt that loses a lock that is held', () => {
    expect(breakConsequences(HELD, false)[0]).toContain('attempt 2 of sales-report.1');
  });

  test('disturbs no run where nobody holds it', () => {
    expect(breakConsequences({ ...HELD, state: 'free' }, false)).toEqual([
      'Nobody holds the lock: no run is disturbed.',
    ]);
  });

  test('leaves a request under way to the next run', () => {
    expect(breakConsequences({ ...HELD, ticket: TICKET }, false).at(-1)).toContain('goes on with it');
  });

  test('warns that the server may be asked twice where the request is forgotten', () => {
    expect(breakConsequences({ ...HELD, ticket: TICKET }, true).at(-1)).toContain('asks the server anew');
  });

  test('cannot be done where nobody holds it and nothing was asked', () => {
    expect(cannotBreak({ ...HELD, state: 'free' })).toBeDefined();
    expect(cannotBreak(HELD)).toBeUndefined();
  });

  test('is about the request alone where nobody holds it', () => {
    expect(isTicketAlone({ ...HELD, state: 'free', ticket: TICKET })).toBe(true);
    expect(isTicketAlone({ ...HELD, ticket: TICKET })).toBe(false);
  });
});
