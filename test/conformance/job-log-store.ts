import { beforeEach, describe, expect, test } from 'vitest';
import type { JobLogFilter, JobLogStore } from '../../shared/application/ports/job-log-store.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { FIRST_PARTS, LAST_PARTS, type JobLogPart } from '../../shared/domain/run/job-log.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../support/example-job.ts';

const JOB = jobIdFrom('churn');
const OTHER_JOB = jobIdFrom('fraud');
const RUN = runIdOf(JOB, Date.UTC(2026, 2, 1, 6));
const NEXT_RUN = runIdOf(JOB, Date.UTC(2026, 2, 2, 6));

/** What every JobLogStore has to do; `make` gives an empty one. */
export function describeJobLogStore(make: () => Promise<JobLogStore>): void {
  let store: JobLogStore;

  beforeEach(async () => {
    store = await make();
  });

  function part(partId: string, messages: readonly string[], rest: Partial<JobLogPart> = {}): JobLogPart {
    const lines = messages.map((message, index) => ({
      ...{ at: Date.UTC(2026, 2, 1, 6) + Number(partId.replaceAll(/\D/g, '')) * 1000 + index, message },
      ...{ level: 'info' as const, fields: { rows: index } },
    }));
    return { jobId: JOB, runId: RUN, attempt: 1, step: 'measureStability', partId, lines, ...rest };
  }

  async function messages(filter: JobLogFilter = {}, limit = 1000): Promise<readonly string[]> {
    const { items } = await store.list(JOB, filter, { limit });
    return items.map(({ message }) => message);
  }

  describe('a store of job logs', () => {
    test('gives the lines of a run in their order, with all that belongs to them', async () => {
      await store.append(part('p1', ['a', 'b']));
      await store.append(part('p2', ['c'], { attempt: 2, step: 'commitResult' }));

      const { items } = await store.list(JOB, { runId: RUN }, { limit: 10 });

      expect(items.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
      expect(items[1]).toEqual({
        ...{ runId: RUN, attempt: 1, step: 'measureStability', at: Date.UTC(2026, 2, 1, 6) + 1001 },
        ...{ level: 'info', message: 'b', fields: { rows: 1 } },
      });
    });

    test('keeps a part once that comes again', async () => {
      await store.append(part('p1', ['a']));
      await store.append(part('p1', ['a']));

      expect(await messages()).toEqual(['a']);
    });

    test('keeps every part of several that are added at the same time', async () => {
      await Promise.all(['p1', 'p2', 'p3', 'p4'].map((id) => store.append(part(id, [id]))));

      expect((await messages()).toSorted()).toEqual(['p1', 'p2', 'p3', 'p4']);
    });

    test('tells runs of a job apart, and jobs', async () => {
      const { runId: _runId, ...otherwise } = part('p3', ['of another job']);
      await store.append(part('p1', ['of the first']));
      await store.append(part('p2', ['of the next'], { runId: NEXT_RUN }));
      await store.append({ ...otherwise, jobId: OTHER_JOB, runId: runIdOf(OTHER_JOB, 0) });

      expect(await messages({ runId: NEXT_RUN })).toEqual(['of the next']);
      expect((await messages()).toSorted()).toEqual(['of the first', 'of the next']);
    });

    test('finds lines by attempt, level, instant and text, whatever its case', async () => {
      const failed = { at: Date.UTC(2026, 2, 1, 7), level: 'error' as const, message: 'No BLOB there.' };
      await store.append(part('p1', ['begins', 'goes on']));
      await store.append(part('p2', [], { attempt: 2, lines: [{ ...failed, fields: { path: 'x/Y.csv' } }] }));

      expect(await messages({ attempt: 2 })).toEqual(['No BLOB there.']);
      expect(await messages({ level: 'error' })).toEqual(['No BLOB there.']);
      expect(await messages({ text: 'blob' })).toEqual(['No BLOB there.']);
      expect(await messages({ text: 'y.CSV' })).toEqual(['No BLOB there.']);
      expect(await messages({ text: 'goes' })).toEqual(['goes on']);
      expect(await messages({ from: Date.UTC(2026, 2, 1, 6, 30) })).toEqual(['No BLOB there.']);
      expect(await messages({ until: Date.UTC(2026, 2, 1, 6, 0, 1) })).toEqual(['begins']);
    });

    test('gives page after page without a line lost or doubled', async () => {
      await store.append(part('p1', ['a', 'b', 'c']));
      await store.append(part('p2', ['d', 'e']));

      const told: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list(JOB, {}, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        told.push(...page.items.map(({ message }) => message));
        cursor = page.nextCursor;
      } while (cursor !== undefined);

      expect(told).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    test('refuses a cursor that no page gave', async () => {
      await expect(store.list(JOB, {}, { limit: 2, cursor: '%' })).rejects.toThrow(InvalidInput);
    });

    test('keeps the first and the latest parts of a run, and says how many lines are missing', async () => {
      const count = FIRST_PARTS + LAST_PARTS + 3;
      for (let n = 0; n < count; n += 1) await store.append(part(`p${n}`, [`${n}`, `${n} too`]));

      const kept = await messages({ runId: RUN });

      expect(kept).toHaveLength(2 * (FIRST_PARTS + LAST_PARTS) + 1);
      expect(kept[2 * FIRST_PARTS]).toMatch(/^6 lines are not kept/);
      expect(kept[2 * FIRST_PARTS + 1]).toBe(`${FIRST_PARTS + 3}`);
      expect(kept.at(-1)).toBe(`${count - 1} too`);
    });
  });
}
