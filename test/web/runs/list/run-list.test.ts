import { describe, expect, test } from 'vitest';
import type { RetrySummaryView } from '../../../../shared/contracts/http/runs.ts';
import type { RunView } from '../../../../shared/contracts/http/run-view.ts';
import type { WatchedRun } from '../../../../shared/contracts/http/watch.ts';
import { CallFailed } from '../../../../web/api/problem.ts';
import { RetryMatching, type RetryPage } from '../../../../web/runs/list/retry-matching.ts';
import { outcomeWords, tookWords } from '../../../../web/runs/list/run-facts.ts';
import { changedRun, toRetryFilter, toRunFilter, toRunsQuery } from '../../../../web/runs/list/run-query.ts';

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const NO_PARAMS = {
  ...{ state: undefined, valueStream: undefined, jobId: undefined },
  ...{ range: undefined, from: undefined, to: undefined },
};

const RUN: RunView = {
  ...{ runId: 'churn.20261121T060000Z', jobId: 'churn', valueStream: 'retention', state: 'failed' },
  ...{ trigger: 'schedule', generation: 1, attempt: 2, answer: 'ran', endedAttempts: [] },
  ...{ dueAt: '2026-11-21T06:00:00.000Z', effectiveAt: '2026-11-21T06:00:00.000Z' },
  ...{ createdAt: '2026-11-21T05:59:00.000Z', startedAt: '2026-11-21T06:00:01.000Z' },
  finishedAt: '2026-11-21T06:00:31.000Z',
  failure: { reason: 'current-not-found', message: 'There is no file.' },
};

const TOLD: WatchedRun = {
  ...{ type: 'run', jobId: 'churn', runId: RUN.runId, valueStream: 'retention', state: 'running' },
  ...{ generation: 1, observedGeneration: 1, trigger: 'schedule', attempt: 3 },
  ...{ dueAt: RUN.dueAt, effectiveAt: RUN.effectiveAt, startedAt: '2026-11-21T07:00:00.000Z' },
};

describe('the filter of the runs', () => {
  test('ends a length of time now, at the same instant on all pages', () => {
    const filter = toRunFilter({ ...NO_PARAMS, range: '24h' });

    expect(toRunsQuery(filter, NOW_MS)).toMatchObject({ from: '2026-11-20T12:00:00.000Z' });
  });

  test('takes instants rather than a length of time', () => {
    const filter = toRunFilter({ ...NO_PARAMS, range: '24h', to: '2026-11-01T00:00:00Z' });

    expect(toRunsQuery(filter, NOW_MS)).toMatchObject({ to: '2026-11-01T00:00:00Z' });
    expect(toRunsQuery(filter, NOW_MS)).not.toHaveProperty('from');
  });

  test('passes over states that there are not', () => {
    expect(toRunFilter({ ...NO_PARAMS, state: 'failed,gone' }).state).toEqual(['failed']);
  });
});

describe('the retry of all runs that fit', () => {
  test.each([
    [undefined, ['failed', 'dead']],
    ['failed', ['failed']],
    ['running,skipped', ['skipped']],
  ])('with the states %s is of %j', (state, retried) => {
    expect(toRetryFilter(toRunFilter({ ...NO_PARAMS, state }), NOW_MS)?.state).toEqual(retried);
  });

  test('is none where no state of the filter can be retried', () => {
    expect(toRetryFilter(toRunFilter({ ...NO_PARAMS, state: 'running' }), NOW_MS)).toBeUndefined();
  });

  const none: RetrySummaryView = { matched: 0, retried: 0, notRetried: [], runIds: [] };

  /** Pages of a retry by their cursors; the last one has none to go on from. */
  function pagesOf(pages: readonly RetrySummaryView[]): RetryPage {
    return async ({ cursor, isDryRun }) => {
      const index = Number(cursor ?? '0');
      const { retried, ...page } = pages[index] ?? none;
      const next = index + 1 < pages.length ? { nextCursor: String(index + 1) } : {};
      return { ...page, retried: isDryRun ? 0 : retried, ...next };
    };
  }

  test('counts all pages before, and adds up what became of them', async () => {
    const notRetried = [{ runId: 'old.1', reason: 'job-deleted' } as const];
    const work = new RetryMatching(
      pagesOf([
        { ...none, matched: 2, retried: 2 },
        { ...none, matched: 2, retried: 1, notRetried },
      ]),
    );

    expect(await work.find()).toBe(4);
    await work.run('The source is back.');

    expect([work.doneCount(), work.state()]).toEqual([3, 'ended']);
    expect(work.failures()).toEqual([{ name: 'old.1', message: 'Its job was deleted.' }]);
  });

  test('goes on where it was after the server has asked to wait', async () => {
    const pages = pagesOf([
      { ...none, matched: 1, retried: 1 },
      { ...none, matched: 1, retried: 1 },
    ]);
    let refusals = 5;
    const work = new RetryMatching(
      async (page) => {
        if (!page.isDryRun && page.cursor === '1' && (refusals -= 1) >= 0)
          throw new CallFailed(429, undefined, 'Too many.');
        return pages(page);
      },
      async () => undefined,
    );
    await work.find();

    await work.run('Again.');

    expect([work.doneCount(), work.state(), work.failures()]).toEqual([2, 'ended', []]);
  });

  test('stops between two pages, and says that some were not begun', async () => {
    const pages = pagesOf([
      { ...none, matched: 1, retried: 1 },
      { ...none, matched: 1, retried: 1 },
    ]);
    const work: RetryMatching = new RetryMatching(async (page) => {
      if (!page.isDryRun) work.stop();
      return pages(page);
    });
    await work.find();

    await work.run('Again.');

    expect([work.doneCount(), work.state()]).toEqual([1, 'stopped']);
  });

  test('ends with why, where a page is refused', async () => {
    const pages = pagesOf([{ ...none, matched: 3, retried: 3 }]);
    const work = new RetryMatching(async (page) => {
      if (!page.isDryRun) throw new CallFailed(403, undefined, 'You are no operator.');
      return pages(page);
    });
    await work.find();

    await work.run('Again.');

    expect([work.state(), work.failures()[0]?.message]).toEqual(['stopped', 'You are no operator.']);
  });
});

describe('a run of the list', () => {
  test('has no failure any more when it is told to have begun anew', () => {
    const changed = changedRun(RUN, TOLD);

    expect(changed).toMatchObject({ state: 'running', attempt: 3, startedAt: TOLD.startedAt });
    expect(changed).not.toHaveProperty('failure');
    expect(changed).not.toHaveProperty('finishedAt');
  });

  test('keeps what came of it when it is told of again', () => {
    expect(changedRun(RUN, { ...TOLD, state: 'failed', attempt: 2 }).failure).toEqual(RUN.failure);
  });

  test('took from its start to its end; one that goes on, until now', () => {
    const { finishedAt: _end, ...going } = RUN;

    expect(tookWords(RUN, NOW_MS)).toBe('30 s');
    expect(tookWords({ ...going, state: 'running' }, Date.parse('2026-11-21T06:02:01Z'))).toBe('2 min');
    expect(tookWords({ ...going, state: 'pending' }, NOW_MS)).toBeUndefined();
  });

  test('says what came of it in a line', () => {
    const { failure: _failure, ...ended } = RUN;
    const cancelled = { ...ended, cancelled: { author: 'kim', reason: 'Wrong data.' } };

    expect(
      [RUN, cancelled, { ...ended, answer: 'skipped: overlap' as const }, ended].map(outcomeWords),
    ).toEqual([...['There is no file.', 'By kim: Wrong data.', 'skipped: overlap', '']]);
  });
});
