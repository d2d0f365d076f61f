import { beforeEach, describe, expect, test } from 'vitest';
import type { JobHistory } from '../../shared/application/ports/job-history.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { partsOf } from '../../shared/domain/job/edit.ts';
import type { JobChange } from '../../shared/domain/job/job-change.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { exampleReportJob } from '../support/example-report-job.ts';
import { present } from '../support/present.ts';

const JOB = exampleJob();

const CREATED: JobChange = {
  jobId: JOB.jobId,
  changeId: 'a',
  at: at('2026-03-01T06:00:00.123Z'),
  action: 'created',
  generation: 1,
  author: 'ada',
  differences: [],
  definition: partsOf(JOB),
};

/** What every JobHistory has to do with what a JobStore commits; `make` gives an empty pair. */
export function describeJobHistory(
  make: () => Promise<{ readonly jobs: JobStore; readonly history: JobHistory }>,
): void {
  let jobs: JobStore;
  let history: JobHistory;

  beforeEach(async () => {
    ({ jobs, history } = await make());
  });

  function create(job: Job, ...changes: readonly JobChange[]) {
    return jobs.commit({ jobId: job.jobId, job: { value: job, ifVersion: undefined }, changes });
  }

  function note(...changes: readonly JobChange[]) {
    return jobs.commit({ jobId: JOB.jobId, changes });
  }

  async function listed(limit = 200): Promise<readonly JobChange[]> {
    return (await history.list(JOB.jobId, { limit })).items;
  }

  describe('a history of jobs', () => {
    test('gives back what was committed', async () => {
      const edited: JobChange = {
        ...CREATED,
        ...{ changeId: 'b', action: 'restored', generation: 2, restoredGeneration: 1 },
        ...{ reason: 'As it was.', target: 'a-run' },
        differences: [
          { pointer: '/policies/spreadSeconds', before: 0, after: 5 },
          { pointer: '/after', after: { jobId: 'x', pollSeconds: 10 } },
          { pointer: '/task/timeColumn', before: 'at' },
        ],
      };

      await create(JOB, CREATED);
      expect(await note(edited)).toBe('committed');

      expect(await listed()).toEqual([edited, CREATED]);
    });

    test('gives back the definition of a report collection', async () => {
      const job = exampleReportJob();
      await create(job, { ...CREATED, jobId: job.jobId, definition: partsOf(job) });

      expect(await history.definitionAt(job.jobId, 1)).toEqual(partsOf(job));
    });

    test('has no entry of a job that was not created, since its id was taken', async () => {
      await create(JOB, CREATED);

      expect(await create(JOB, { ...CREATED, changeId: 'b' })).toBe('conflict');

      expect(await listed()).toEqual([CREATED]);
    });

    test('has no entry of a change that conflicted', async () => {
      await create(JOB, CREATED);

      const outcome = await jobs.commit({
        jobId: JOB.jobId,
        job: { value: { ...JOB, state: 'paused' }, ifVersion: 'another' },
        changes: [{ ...CREATED, changeId: 'b', action: 'paused' }],
      });

      expect(outcome).toBe('conflict');
      expect(await listed()).toEqual([CREATED]);
    });

    test('has one entry of ten changes of the same version at the same time', async () => {
      await create(JOB, CREATED);
      const { version } = present(await jobs.get(JOB.jobId));

      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_each, index) =>
          jobs.commit({
            jobId: JOB.jobId,
            job: { value: { ...JOB, generation: 2 }, ifVersion: version },
            changes: [{ ...CREATED, changeId: `b-${index}`, action: 'edited', generation: 2 }],
          }),
        ),
      );

      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
      expect(await listed()).toHaveLength(2);
    });

    test('lists the latest first, of one instant the later generation', async () => {
      const later = { ...CREATED, changeId: 'a', at: CREATED.at + 1 };
      const edited = { ...CREATED, changeId: 'a', generation: 10 };
      const before = { ...CREATED, changeId: 'b', generation: 9 };
      await note(before, later, edited);

      expect(await listed()).toEqual([later, edited, before]);
    });

    test('lists page after page, with others committed meanwhile', async () => {
      for (const changeId of ['c', 'a', 'd', 'b']) await note({ ...CREATED, changeId });

      const first = await history.list(JOB.jobId, { limit: 3 });
      await note({ ...CREATED, changeId: 'later', at: CREATED.at + 1 });
      const cursor = present(first.nextCursor);
      const second = await history.list(JOB.jobId, { limit: 3, cursor });

      expect(first.items.map(({ changeId }) => changeId)).toEqual(['d', 'c', 'b']);
      expect(second).toEqual({ items: [{ ...CREATED, changeId: 'a' }] });
    });

    test('ends with a page that is full', async () => {
      await note(CREATED);

      expect(await history.list(JOB.jobId, { limit: 1 })).toEqual({ items: [CREATED] });
    });

    test('tells nothing of another job', async () => {
      await note(CREATED);

      expect(await history.list(jobIdFrom('another'), { limit: 5 })).toEqual({ items: [] });
      expect(await history.definitionAt(jobIdFrom('another'), 1)).toBeUndefined();
    });

    test('knows the definition of each generation that has an entry, and of no other', async () => {
      const second = partsOf({ ...JOB, valueStream: 'sales' });
      await note(CREATED, { ...CREATED, changeId: 'b', generation: 2, definition: second });
      const { definition: _none, ...paused } = { ...CREATED, action: 'paused' as const, changeId: 'c' };
      await note({ ...paused, generation: 3 });

      expect(await history.definitionAt(JOB.jobId, 1)).toEqual(partsOf(JOB));
      expect(await history.definitionAt(JOB.jobId, 2)).toEqual(second);
      expect(await history.definitionAt(JOB.jobId, 3)).toBeUndefined();
    });

    test('outlives the deletion of the job', async () => {
      await create(JOB, CREATED);
      const { version } = present(await jobs.get(JOB.jobId));
      await jobs.commit({
        jobId: JOB.jobId,
        job: { value: { ...JOB, state: 'deleted' }, ifVersion: version },
      });

      expect(await listed()).toEqual([CREATED]);
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(history.list(JOB.jobId, { limit: 3, cursor: '%' })).rejects.toThrow(InvalidInput);
    });
  });
}
