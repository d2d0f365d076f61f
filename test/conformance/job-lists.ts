import { beforeEach, describe, expect, test } from 'vitest';
import type { JobFilter, JobStore } from '../../shared/application/ports/job-store.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { BY_ID, type JobOrder } from '../../shared/domain/job/job-order.ts';
import { at, exampleJob } from '../support/example-job.ts';
import { exampleReportJob } from '../support/example-report-job.ts';
import { present } from '../support/present.ts';

/** The contract of JobStore's lists. */
export function describeJobLists(make: () => Promise<JobStore>): void {
  let jobs: JobStore;

  beforeEach(async () => {
    jobs = await make();
  });

  /** The ids of all pages, each of two jobs. */
  async function idsOf(filter: JobFilter, order?: JobOrder): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const request = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = await jobs.list(filter, request, order);
      ids.push(...page.items.map(({ jobId }) => jobId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return ids;
  }

  describe('list', () => {
    beforeEach(async () => {
      await jobs.create(
        exampleJob({
          ...{ jobId: 'b', tags: ['gold', 'team:risk'], description: 'Churn of the North' },
          ...{ nextDueAt: at('2026-03-03T00:00:00Z'), createdAt: at('2026-01-01T00:00:00Z') },
        }),
      );
      await jobs.create(
        exampleJob({
          ...{ jobId: 'a', valueStream: 'growth', tags: ['gold'] },
          ...{ nextDueAt: at('2026-03-02T00:00:00Z'), createdAt: at('2026-01-03T00:00:00Z') },
        }),
      );
      const { nextDueAt: _none, ...completed } = exampleJob({ jobId: 'd', state: 'completed' });
      await jobs.create({ ...completed, createdAt: at('2026-01-02T00:00:00Z') });
      await jobs.create(
        exampleReportJob({
          ...{ jobId: 'c', state: 'paused', updatedAt: at('2026-02-09T00:00:00Z') },
          ...{ nextDueAt: at('2026-03-02T00:00:00Z'), createdAt: at('2026-01-01T00:00:00Z') },
        }),
      );
      await jobs.create(exampleJob({ jobId: 'bb', state: 'deleted' }));
    });

    test.each<[string, JobOrder, string[]]>([
      ['by id', BY_ID, ['a', 'b', 'c', 'd']],
      ['by id, from the end', { by: 'jobId', isDescending: true }, ['d', 'c', 'b', 'a']],
      ['by next slot, none last', { by: 'nextDueAt', isDescending: false }, ['a', 'c', 'b', 'd']],
      ['by next slot, the latest first', { by: 'nextDueAt', isDescending: true }, ['b', 'c', 'a', 'd']],
      ['by creation', { by: 'createdAt', isDescending: false }, ['b', 'c', 'd', 'a']],
      ['by creation, the latest first', { by: 'createdAt', isDescending: true }, ['a', 'd', 'c', 'b']],
      ['by the last change', { by: 'updatedAt', isDescending: true }, ['c', 'd', 'b', 'a']],
    ])('gives jobs %s, page after page', async (_how, order, ids) => {
      expect(await idsOf({}, order)).toEqual(ids);
    });

    test.each<[string, JobFilter, string[]]>([
      ['a value stream', { valueStream: 'growth' }, ['a']],
      ['several value streams', { valueStreams: ['growth', 'retention'] }, ['a', 'b', 'c', 'd']],
      ['no value stream at all', { valueStreams: [] }, []],
      ['one that is not among the streams', { valueStreams: ['growth'], valueStream: 'retention' }, []],
      ['a kind', { kind: 'report-collection' }, ['c']],
      ['states', { states: ['paused', 'completed'] }, ['c', 'd']],
      ['deleted ones', { states: ['deleted'] }, []],
      ['a model', { modelId: 'churn' }, ['a', 'b', 'd']],
      ['a tag', { tags: ['gold'] }, ['a', 'b']],
      ['all of several tags', { tags: ['gold', 'team:risk'] }, ['b']],
      ['a part of the id', { text: 'C' }, ['a', 'b', 'c', 'd']],
      ['a part of the description, whatever its case', { text: 'of the north' }, ['b']],
      ['a part of the resource', { text: 'sales' }, ['c']],
      ['a text that nothing has', { text: '%' }, []],
    ])('narrows to %s', async (_what, filter, ids) => {
      expect(await idsOf(filter)).toEqual(ids);
      expect(await jobs.count(filter)).toBe(ids.length);
    });

    test('repeats and leaves out no job when others come and move between two pages', async () => {
      const order = { by: 'nextDueAt', isDescending: false } as const;
      const first = await jobs.list({}, { limit: 2 }, order);
      const { value, version } = present(await jobs.get(exampleJob({ jobId: 'a' }).jobId));
      await jobs.save({ ...value, nextDueAt: at('2026-03-01T00:00:00Z') }, { ifVersion: version });
      await jobs.create(exampleJob({ jobId: 'aa', nextDueAt: at('2026-03-02T00:00:00Z') }));

      const second = await jobs.list({}, { limit: 9, cursor: present(first.nextCursor) }, order);

      expect([...first.items, ...second.items].map(({ jobId }) => jobId)).toEqual(['a', 'c', 'b', 'd']);
    });

    test('shows no deleted job any more', async () => {
      const { value, version } = present(await jobs.get(exampleJob({ jobId: 'a' }).jobId));

      await jobs.save({ ...value, state: 'deleted' }, { ifVersion: version });

      expect(await idsOf({}, { by: 'createdAt', isDescending: false })).toEqual(['b', 'c', 'd']);
    });

    test.each<[string, JobFilter, JobOrder]>([
      ['filter', { states: ['active'] }, BY_ID],
      ['order', {}, { by: 'createdAt', isDescending: false }],
      ['direction', {}, { by: 'jobId', isDescending: true }],
    ])('refuses a cursor of another %s', async (_what, filter, order) => {
      const cursor = present((await jobs.list({}, { limit: 1 })).nextCursor);

      await expect(jobs.list(filter, { limit: 1, cursor }, order)).rejects.toThrow(InvalidInput);
    });

    test('goes on for a caller whose value streams have changed meanwhile', async () => {
      const cursor = present(
        (await jobs.list({ valueStreams: ['growth', 'retention'] }, { limit: 1 })).nextCursor,
      );

      const second = await jobs.list({ valueStreams: ['retention'] }, { limit: 1, cursor });

      expect(second.items.map(({ jobId }) => jobId)).toEqual(['b']);
    });
  });
}
