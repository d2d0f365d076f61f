import { beforeEach, describe, expect, test } from 'vitest';
import type {
  ModelStandings,
  StandingFilter,
  StandingOrder,
} from '../../shared/application/ports/model-standings.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { at } from '../support/example-job.ts';
import { exampleStanding } from '../support/example-standing.ts';
import { present } from '../support/present.ts';

const DUE = at('2026-03-01T06:00:00Z');
const HOUR = 3_600_000;

/** What every ModelStandings has to do; `make` gives an empty one. */
export function describeModelStandings(make: () => Promise<ModelStandings>): void {
  let standings: ModelStandings;

  beforeEach(async () => {
    standings = await make();
  });

  /** The models of all pages, each of two. */
  async function listed(filter: StandingFilter = {}, order: StandingOrder = 'modelId'): Promise<string[]> {
    const found: string[] = [];
    for (let cursor: string | undefined, isLast = false; !isLast;) {
      const request = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = await standings.list(filter, request, order);
      found.push(...page.items.map(({ modelId }) => modelId));
      cursor = page.nextCursor;
      isLast = cursor === undefined;
    }
    return found;
  }

  async function only(): Promise<unknown> {
    const { items } = await standings.list({}, { limit: 5 }, 'modelId');
    expect(items).toHaveLength(1);
    return items[0];
  }

  describe('the standing of a model', () => {
    test('is given back as it was kept, also without a PSI', async () => {
      const standing = exampleStanding({ psi: null, band: null, alarm: false });
      await standings.keep(standing);

      expect(await only()).toEqual(standing);
    });

    test('is the same when it is kept twice', async () => {
      await standings.keep(exampleStanding());
      await standings.keep(exampleStanding());

      expect(await only()).toEqual(exampleStanding());
    });

    test('is that of the latest slot, in whatever order they come', async () => {
      const [early, late] = [exampleStanding(), exampleStanding({ dueAt: DUE + HOUR, psi: 0.01 })];
      await standings.keep(late);
      await standings.keep(early);
      expect(await only()).toEqual(late);

      const later = exampleStanding({ dueAt: DUE + 2 * HOUR });
      await standings.keep(later);
      expect(await only()).toEqual(later);
    });

    test('is that of the latest slot when several are kept at the same time', async () => {
      const hours = [3, 1, 4, 0, 2].map((hour) => exampleStanding({ dueAt: DUE + hour * HOUR }));
      await Promise.all(hours.map((standing) => standings.keep(standing)));

      expect(await only()).toEqual(exampleStanding({ dueAt: DUE + 4 * HOUR }));
    });

    test('is, of one slot, that which was measured last', async () => {
      const again = exampleStanding({ finishedAt: DUE + HOUR, psi: 0.02 });
      await standings.keep(again);
      await standings.keep(exampleStanding());

      expect(await only()).toEqual(again);
    });
  });

  describe('the list of standings', () => {
    beforeEach(async () => {
      const some = [
        { modelId: 'a', psi: 0.05, band: 'stable', alarm: false, highestBand: 'moderate-shift' },
        { modelId: 'b', psi: 0.3, valueStream: 'growth' },
        { modelId: 'c', psi: null, band: null, alarm: false },
        { modelId: 'd', psi: 12.5, finishedAt: DUE + HOUR },
        { modelId: 'e', psi: 0.3 },
      ] as const;
      for (const overrides of some) await standings.keep(exampleStanding(overrides));
    });

    test('is in order of the ids', async () => {
      expect(await listed()).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    test('is with the highest PSI first, without one last, and has all of equal ones', async () => {
      expect(await listed({}, '-psi')).toEqual(['d', 'e', 'b', 'a', 'c']);
    });

    test.each<[string, StandingFilter, readonly string[]]>([
      ['a value stream', { valueStream: 'growth' }, ['b']],
      ['what the caller may see', { valueStreams: ['growth', 'other'] }, ['b']],
      ['nothing that the caller may see', { valueStreams: [] }, []],
      ['both', { valueStream: 'growth', valueStreams: ['retention'] }, []],
      ['a band', { band: 'stable' }, ['a']],
      ['an alarm', { alarm: true }, ['b', 'd', 'e']],
      ['none', { alarm: false }, ['a', 'c']],
      ['those that drift', { isDrifting: true }, ['b', 'c', 'd', 'e']],
      ['what was measured late', { measuredFrom: DUE + HOUR }, ['d']],
    ])('and their count are narrowed to %s', async (_what, filter, models) => {
      expect(await listed(filter)).toEqual(models);
      expect(await standings.count(filter)).toBe(models.length);
    });

    test('refuses a cursor of another filter or order', async () => {
      const { nextCursor } = await standings.list({ alarm: true }, { limit: 1 }, '-psi');
      const cursor = present(nextCursor);

      await expect(standings.list({}, { limit: 1, cursor }, '-psi')).rejects.toThrow(InvalidInput);
      await expect(standings.list({ alarm: true }, { limit: 1, cursor }, 'modelId')).rejects.toThrow(
        InvalidInput,
      );
      await expect(standings.list({}, { limit: 1, cursor: 'x' }, 'modelId')).rejects.toThrow(InvalidInput);
    });
  });
}
