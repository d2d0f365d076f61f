import { describe, expect, test } from 'vitest';
import { driveCollection } from '../../../support/drive-collection.ts';
import type { Activities, DrivenOrchestration, DriveOptions } from '../../../support/drive-orchestration.ts';
import { FixedClock } from '../../../support/memory/memory-stores.ts';
import { present } from '../../../support/present.ts';

const ATTEMPT = { runId: 'sales-report.20260301T060000Z', attempt: 1 };
const START = Date.parse('2026-03-01T06:00:00Z');
const TERM = { resource: 'sales', leaseId: 'l1', epoch: 3 };
const POLL = { intervalSeconds: 10, backoffCoefficient: 1, maxIntervalSeconds: 60 };
const ACQUIRED = { outcome: 'acquired', term: TERM, poll: POLL };
const NOT_READY = { outcome: 'not-ready', failure: { reason: 'report-not-ready', message: 'Not yet.' } };
const FAILED = { outcome: 'failed', failure: { reason: 'report-server-failed', message: 'It said 500.' } };
const REJECTED = { outcome: 'rejected', failure: { reason: 'report-too-large', message: 'It is.' } };
const BUSY = {
  ...{ outcome: 'busy', mayWaitMs: 75_000, retryAfterMs: 5_000 },
  failure: { reason: 'resource-busy', message: 'By another.' },
};
const DRAINING = {
  ...{ outcome: 'draining', retryAfterMs: 30_000 },
  failure: { reason: 'report-not-ready', message: "Another's is not ready." },
};
const RESULT = {
  ...{ kind: 'report-collection', resource: 'sales', path: 'reports/a.csv', sizeBytes: 1, sha256: 'ab' },
  ...{ rowCount: 1, columnCount: 1, malformedRowCount: 0, epoch: 3, ticketId: 't1' },
  requestedAt: '2026-03-01T06:00:00.000Z',
};
const COLLECTED = { outcome: 'collected', result: RESULT };

/** Answers of the activities, one after the other, the last one again and again. */
type Answers = Readonly<Record<string, readonly unknown[]>>;

const WELL: Answers = {
  acquireLease: [ACQUIRED],
  renewLease: [{ outcome: 'renewed' }],
  requestReport: [{ outcome: 'requested' }],
  collectReport: [COLLECTED],
  commitReport: [{ outcome: 'committed' }],
  releaseLease: [undefined],
  recordFailure: [undefined],
};

interface Options extends Pick<DriveOptions, 'cancelAt'> {
  readonly timeoutSeconds?: number;
  readonly upstream?: { readonly deadlineAt: number; readonly pollSeconds: number };
  /** How long each call of an activity takes. */
  readonly takesMs?: Readonly<Record<string, number>>;
}

function drive(answers: Answers = {}, options: Options = {}): Promise<DrivenOrchestration> {
  const clock = new FixedClock(new Date(START).toISOString());
  const all = { ...WELL, ...answers };
  const { timeoutSeconds = 600, upstream, takesMs = {}, ...rest } = options;
  const activities: Activities = Object.fromEntries(
    Object.entries(all).map(([activity, given]) => {
      let count = 0;
      const handler = (): unknown => {
        clock.moveTo(new Date(clock.now() + (takesMs[activity] ?? 0)).toISOString());
        const answer = given[Math.min(count, given.length - 1)];
        count += 1;
        if (answer instanceof Error) throw answer;
        return answer;
      };
      return [activity, handler];
    }),
  );
  const input = { ...ATTEMPT, timeoutSeconds, ...(upstream && { upstream }) };
  return driveCollection({ clock, activities, input, ...rest });
}

function activitiesOf({ calls }: DrivenOrchestration): string[] {
  return calls.map(({ activity }) => activity);
}

/** Seconds from the start at which an activity was called. */
function timesOf({ calls }: DrivenOrchestration, wanted: string): number[] {
  return calls.filter(({ activity }) => activity === wanted).map(({ at }) => (at - START) / 1000);
}

function failureOf({ calls }: DrivenOrchestration): unknown {
  const { input } = present(
    calls.find(({ activity }) => activity === 'recordFailure'),
    'failure',
  );
  return typeof input === 'object' && input !== null && 'failure' in input ? input.failure : undefined;
}

describe('collectReportJob', () => {
  test('acquires, asks, collects, commits and releases', async () => {
    const driven = await drive();

    expect(driven.calls.map(({ activity, input }) => [activity, input])).toEqual([
      ['acquireLease', ATTEMPT],
      ['requestReport', { ...ATTEMPT, term: TERM }],
      ['collectReport', { ...ATTEMPT, term: TERM, deadlineAt: START + 600_000 }],
      ['commitReport', { ...ATTEMPT, term: TERM, result: RESULT }],
      ['releaseLease', { ...ATTEMPT, term: TERM }],
    ]);
    expect(driven.output).toBe('succeeded');
    expect(driven.openTimers).toBe(0);
  });

  test('asks for the report until it is ready, and for a ticket once', async () => {
    const driven = await drive({ collectReport: [NOT_READY, NOT_READY, NOT_READY, COLLECTED] });

    expect(timesOf(driven, 'collectReport')).toEqual([0, 10, 20, 30]);
    expect(timesOf(driven, 'requestReport')).toEqual([0]);
  });

  test('looks less and less often', async () => {
    const poll = { intervalSeconds: 10, backoffCoefficient: 2, maxIntervalSeconds: 25 };

    const driven = await drive({
      acquireLease: [{ ...ACQUIRED, poll }],
      collectReport: [NOT_READY, NOT_READY, NOT_READY, NOT_READY, COLLECTED],
    });

    expect(timesOf(driven, 'collectReport')).toEqual([0, 10, 30, 55, 80]);
  });

  test('waits as long as the server asks for, renewing the lease every twenty seconds', async () => {
    const driven = await drive({ collectReport: [{ ...NOT_READY, retryAfterMs: 90_000 }, COLLECTED] });

    expect(timesOf(driven, 'collectReport')).toEqual([0, 90]);
    expect(timesOf(driven, 'renewLease')).toEqual([20, 40, 60, 80]);
  });

  test('needs no renewal in a short pause: each step begins with one', async () => {
    const driven = await drive({ collectReport: [NOT_READY, COLLECTED] });

    expect(timesOf(driven, 'renewLease')).toEqual([]);
  });

  test('tries a server in trouble again, with the same ticket', async () => {
    const driven = await drive({ collectReport: [FAILED, COLLECTED] });

    expect(timesOf(driven, 'requestReport')).toEqual([0]);
    expect(driven.output).toBe('succeeded');
  });

  test('tries to ask again while nothing is in the making', async () => {
    const driven = await drive({
      requestReport: [FAILED, { ...FAILED, retryAfterMs: 30_000 }, { outcome: 'requested' }],
    });

    expect(timesOf(driven, 'requestReport')).toEqual([0, 10, 40]);
    expect(driven.output).toBe('succeeded');
  });

  test('waits for what another has in flight', async () => {
    const driven = await drive({ requestReport: [DRAINING, DRAINING, { outcome: 'requested' }] });

    expect(timesOf(driven, 'requestReport')).toEqual([0, 30, 60]);
  });

  test('asks anew for a report that is gone, twice at most', async () => {
    const driven = await drive({ collectReport: [{ outcome: 'gone' }] });

    expect(timesOf(driven, 'requestReport')).toHaveLength(3);
    expect(failureOf(driven)).toMatchObject({ reason: 'report-gone' });
    expect(activitiesOf(driven).at(-1)).toBe('releaseLease');
  });

  test('records what cannot be mended, then releases', async () => {
    const driven = await drive({ collectReport: [REJECTED] });

    expect(activitiesOf(driven).slice(-2)).toEqual(['recordFailure', 'releaseLease']);
    expect(failureOf(driven)).toEqual(REJECTED.failure);
    expect(driven.output).toBe('failed');
    expect(driven.openTimers).toBe(0);
  });
});

describe('collectReportJob and the lease', () => {
  test('waits for it, asking every few seconds', async () => {
    const driven = await drive({ acquireLease: [BUSY, BUSY, ACQUIRED] });

    expect(timesOf(driven, 'acquireLease')).toEqual([0, 5, 10]);
    expect(driven.output).toBe('succeeded');
  });

  test('waits no longer than the policy lets it', async () => {
    const driven = await drive({ acquireLease: [BUSY] });

    expect(timesOf(driven, 'acquireLease').at(-1)).toBe(75);
    expect(failureOf(driven)).toEqual(BUSY.failure);
    expect(activitiesOf(driven)).not.toContain('releaseLease');
  });

  test('is busy also when the time-out comes first', async () => {
    const driven = await drive({ acquireLease: [{ ...BUSY, mayWaitMs: 1e9 }] }, { timeoutSeconds: 30 });

    expect(failureOf(driven)).toEqual(BUSY.failure);
  });

  test.each(['requestReport', 'collectReport', 'commitReport'])(
    'stops when it is lost at %s, and releases nothing',
    async (activity) => {
      const driven = await drive({ [activity]: [{ outcome: 'lost' }] });

      expect(failureOf(driven)).toMatchObject({ reason: 'lease-lost' });
      expect(activitiesOf(driven).at(-1)).toBe('recordFailure');
      expect(driven.output).toBe('failed');
      expect(driven.openTimers).toBe(0);
    },
  );

  test('stops when it is lost in a pause', async () => {
    const driven = await drive({
      collectReport: [{ ...NOT_READY, retryAfterMs: 60_000 }],
      renewLease: [{ outcome: 'renewed' }, { outcome: 'lost' }],
    });

    expect(timesOf(driven, 'recordFailure')).toEqual([40]);
    expect(failureOf(driven)).toMatchObject({ reason: 'lease-lost' });
    expect(activitiesOf(driven)).not.toContain('releaseLease');
  });

  test('is released although the failure cannot be recorded', async () => {
    const driven = drive({ collectReport: [REJECTED], recordFailure: [new Error('away')] });

    await expect(driven).rejects.toThrow('away');
  });

  test('that cannot be released frees itself: the run has its result', async () => {
    const driven = await drive({ releaseLease: [new Error('away')] });

    expect(driven.output).toBe('succeeded');
    expect(driven.errors).toEqual([`The lease was not released for run '${ATTEMPT.runId}': away`]);
  });
});

describe('collectReportJob at its end', () => {
  test.each(['acquireLease', 'requestReport', 'collectReport', 'commitReport'])(
    'fails when %s does not work however often it is tried',
    async (activity) => {
      const driven = await drive({ [activity]: [new Error('The store is away.')] });

      expect(timesOf(driven, activity)).toEqual([0, 2, 6, 14, 30]);
      expect(failureOf(driven)).toEqual({ reason: 'retries-exhausted', message: 'The store is away.' });
      expect(activitiesOf(driven).includes('releaseLease')).toBe(activity !== 'acquireLease');
    },
  );

  test('fails when an activity answers what it should not', async () => {
    const driven = await drive({ collectReport: [{ outcome: 'collected' }] });

    expect(failureOf(driven)).toMatchObject({ reason: 'retries-exhausted' });
  });

  test('says after its time why it had not come to its end', async () => {
    const driven = await drive({ collectReport: [NOT_READY] }, { timeoutSeconds: 55 });

    expect(timesOf(driven, 'collectReport')).toEqual([0, 10, 20, 30, 40, 50]);
    expect(timesOf(driven, 'recordFailure')).toEqual([55]);
    expect(failureOf(driven)).toEqual(NOT_READY.failure);
    expect(activitiesOf(driven).at(-1)).toBe('releaseLease');
    expect(driven.openTimers).toBe(0);
  });

  test('says the last reason, where there were several', async () => {
    const driven = await drive({ collectReport: [NOT_READY, FAILED] }, { timeoutSeconds: 55 });

    expect(failureOf(driven)).toEqual(FAILED.failure);
  });

  test('has only its time to say when nothing else is known', async () => {
    const driven = await drive({}, { timeoutSeconds: 50, takesMs: { requestReport: 60_000 } });

    expect(activitiesOf(driven)).toEqual(['acquireLease', 'requestReport', 'recordFailure', 'releaseLease']);
    expect(failureOf(driven)).toMatchObject({ reason: 'timed-out' });
  });

  test('lets a request that is under way note its ticket before it stops for a cancellation', async () => {
    const driven = await drive({}, { takesMs: { requestReport: 60_000 }, cancelAt: START + 30_000 });

    expect(driven.output).toBe('cancelled');
    expect(activitiesOf(driven)).toEqual(['acquireLease', 'requestReport', 'releaseLease']);
    expect(timesOf(driven, 'releaseLease')).toEqual([60]);
  });

  test('lets a request that is under way note its ticket before its time is over', async () => {
    const driven = await drive({}, { takesMs: { requestReport: 60_000 }, timeoutSeconds: 30 });

    expect(activitiesOf(driven)).toEqual(['acquireLease', 'requestReport', 'recordFailure', 'releaseLease']);
    expect(timesOf(driven, 'releaseLease')).toEqual([60]);
  });

  test('stops when the run is cancelled in a pause, and releases', async () => {
    const driven = await drive({ collectReport: [NOT_READY] }, { cancelAt: START + 25_000 });

    expect(driven.output).toBe('cancelled');
    expect(activitiesOf(driven)).not.toContain('recordFailure');
    expect(activitiesOf(driven).at(-1)).toBe('releaseLease');
    expect(driven.openTimers).toBe(0);
  });

  test.each(['requestReport', 'collectReport', 'commitReport', 'renewLease'])(
    'ends when %s finds the run over, and releases',
    async (activity) => {
      const driven = await drive({
        collectReport: [{ ...NOT_READY, retryAfterMs: 30_000 }, COLLECTED],
        [activity]: [{ outcome: 'over' }],
      });

      expect(driven.output).toBe('over');
      expect(activitiesOf(driven)).not.toContain('recordFailure');
      expect(activitiesOf(driven).at(-1)).toBe('releaseLease');
    },
  );
});

describe('collectReportJob after another job', () => {
  const upstream = { deadlineAt: START + 3_600_000, pollSeconds: 10 };
  const UPSTREAM_NOT_READY = { outcome: 'not-ready', message: 'The other run is going.' };

  test('waits for its run first, which is no part of the time-out', async () => {
    const driven = await drive(
      {
        checkUpstream: [...Array.from({ length: 6 }, () => UPSTREAM_NOT_READY), { outcome: 'ready' }],
        collectReport: [NOT_READY],
      },
      { upstream, timeoutSeconds: 30 },
    );

    expect(timesOf(driven, 'checkUpstream')).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(timesOf(driven, 'acquireLease')).toEqual([60]);
    expect(timesOf(driven, 'recordFailure')).toEqual([90]);
  });

  test('does not wait for it again in a history that is begun anew', async () => {
    const driven = await drive(
      { checkUpstream: [{ outcome: 'ready' }], collectReport: [NOT_READY] },
      { upstream, timeoutSeconds: 7_200 },
    );

    expect(driven.histories).toBeGreaterThan(1);
    expect(timesOf(driven, 'checkUpstream')).toEqual([0]);
  });

  test('takes no lease when it fails', async () => {
    const failure = { reason: 'upstream-failed', message: 'It failed.' };

    const driven = await drive({ checkUpstream: [{ outcome: 'rejected', failure }] }, { upstream });

    expect(activitiesOf(driven)).toEqual(['checkUpstream', 'recordFailure']);
    expect(failureOf(driven)).toEqual(failure);
  });
});

describe('collectReportJob over a long time', () => {
  test('begins its history anew before it is long, and goes on where it stood', async () => {
    const driven = await drive({ collectReport: [NOT_READY] }, { timeoutSeconds: 86_400 });

    expect(driven.longestHistory).toBeLessThanOrEqual(305);
    expect(driven.histories).toBeGreaterThan(20);
    expect(timesOf(driven, 'acquireLease')).toEqual([0]);
    expect(timesOf(driven, 'requestReport')).toEqual([0]);
    expect(timesOf(driven, 'recordFailure')).toEqual([86_400]);
    expect(failureOf(driven)).toEqual(NOT_READY.failure);
    expect(driven.openTimers).toBe(0);
  });

  test('renews the lease through a pause of a day', async () => {
    const driven = await drive(
      { collectReport: [{ ...NOT_READY, retryAfterMs: 86_400_000 }, COLLECTED] },
      { timeoutSeconds: 7 * 86_400 },
    );

    const times = timesOf(driven, 'renewLease');
    expect(times).toHaveLength(86_400 / 20 - 1);
    expect(timesOf(driven, 'collectReport')).toEqual([0, 86_400]);
    expect(driven.longestHistory).toBeLessThanOrEqual(305);
    expect(driven.output).toBe('succeeded');
  });

  test('refuses an input without a run', async () => {
    const clock = new FixedClock('2026-03-01T06:00:00Z');

    await expect(driveCollection({ clock, activities: {}, input: { timeoutSeconds: 5 } })).rejects.toThrow();
  });
});
