import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  conflictsOf,
  currentValue,
  isSameShared,
  mergeShared,
  sharedVersionFault,
  writeShared,
  type SharedDocument,
} from '../../../../../shared/kinds/edge/domain/shared-config/shared-document.ts';

type Site = SharedDocument<string>;

const AT = Date.parse('2026-03-01T06:00:00Z');

function write(origin: string, value: string | null, before?: Site): Site {
  return writeShared({ key: 'sites/north', before, value }, { origin, at: AT, by: 'ada' });
}

/** Control planes write, and tell each other what they know, in any order. */
type Step =
  | { readonly does: 'write'; readonly at: number; readonly value: number }
  | { readonly does: 'tell'; readonly from: number; readonly to: number }
  | { readonly does: 'set-back'; readonly at: number };

const PLANES = ['east', 'north', 'west'] as const;
const plane = fc.nat({ max: PLANES.length - 1 });
const honestStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('write' as const), at: plane, value: fc.nat({ max: 3 }) }),
  fc.record({ does: fc.constant('tell' as const), from: plane, to: plane }),
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: honestStep },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('set-back' as const), at: plane }) },
);

/** What every control plane knows in the end, and everything that any of them ever knew. */
function live(steps: readonly Step[]): { known: (Site | undefined)[]; ever: Site[] } {
  const known: (Site | undefined)[] = PLANES.map(() => undefined);
  const former: (Site | undefined)[] = PLANES.map(() => undefined);
  const ever: Site[] = [];
  const learn = (at: number, site: Site | undefined) => {
    former[at] = known[at];
    known[at] = site;
    if (site !== undefined) ever.push(site);
  };
  for (const step of steps) {
    if (step.does === 'write')
      learn(step.at, write(PLANES[step.at] ?? '', String(step.value), known[step.at]));
    else if (step.does === 'tell') learn(step.to, joined(known[step.to], known[step.from]));
    else known[step.at] = former[step.at];
  }
  return { known, ever };
}

function joined(a: Site | undefined, b: Site | undefined): Site | undefined {
  return a === undefined || b === undefined ? (a ?? b) : mergeShared(a, b);
}

/** All tell all, over and over, until nobody learns anything. */
function settle(known: readonly (Site | undefined)[]): (Site | undefined)[] {
  let planes = [...known];
  for (let round = 0; round < 10; round += 1) planes = planes.map((own) => planes.reduce(joined, own));
  return planes;
}

describe('mergeShared', () => {
  test('puts the version of the greater generation in force', () => {
    const first = write('east', 'a');
    const second = write('west', 'b', first);

    expect(mergeShared(first, second)).toEqual(second);
    expect(mergeShared(second, first)).toEqual(second);
  });

  test('keeps what was written at the same time as a conflict, and the greater name in force', () => {
    const base = write('east', 'a');
    const merged = mergeShared(write('east', 'b', base), write('west', 'c', base));

    expect(currentValue(merged)).toBe('c');
    expect(conflictsOf(merged)).toMatchObject([{ origin: 'east', generation: 2, value: 'b' }]);
  });

  test('puts more writes in force before fewer, whatever the names', () => {
    const base = write('east', 'a');
    const twice = write('east', 'c', write('east', 'b', base));

    const merged = mergeShared(twice, write('west', 'd', base));

    expect(currentValue(merged)).toBe('c');
    expect(conflictsOf(merged).map(({ value }) => value)).toEqual(['d']);
  });

  test('sees no conflict where both wrote the same', () => {
    const base = write('east', 'a');

    expect(conflictsOf(mergeShared(write('east', 'b', base), write('west', 'b', base)))).toEqual([]);
  });

  test('lets the next write settle a conflict everywhere', () => {
    const base = write('east', 'a');
    const merged = mergeShared(write('east', 'b', base), write('west', 'c', base));
    const settled = write('east', 'd', merged);

    for (const known of [base, merged, write('west', 'c', base)]) {
      expect(mergeShared(known, settled)).toEqual(settled);
    }
  });

  test('keeps a deletion against the version that it deleted', () => {
    const base = write('east', 'a');

    expect(currentValue(mergeShared(write('west', null, base), base))).toBeNull();
  });

  test('shows a deletion that somebody wrote against', () => {
    const base = write('east', 'a');
    const merged = mergeShared(write('east', null, base), write('west', 'b', base));

    expect(currentValue(merged)).toBe('b');
    expect(conflictsOf(merged)).toMatchObject([{ origin: 'east', value: null }]);
  });

  test('is the same in either order, with itself, and in any grouping', () => {
    fc.assert(
      fc.property(fc.array(honestStep, { maxLength: 14 }), fc.infiniteStream(fc.nat()), (steps, picks) => {
        const { ever } = live(steps);
        const pick = () => ever[(picks.next().value ?? 0) % ever.length];
        const [a, b, c] = [pick(), pick(), pick()];
        if (a === undefined || b === undefined || c === undefined) return;

        expect(mergeShared(a, b)).toEqual(mergeShared(b, a));
        expect(mergeShared(a, a)).toEqual(a);
        expect(mergeShared(mergeShared(a, b), c)).toEqual(mergeShared(a, mergeShared(b, c)));
      }),
      { numRuns: 300 },
    );
  });

  test('brings all control planes to the same versions, whatever was set back', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 24 }), (steps) => {
        const [first, ...others] = settle(live(steps).known);
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });

  test('loses no last write: it is in force, in conflict, or replaced by one that knew it', () => {
    fc.assert(
      fc.property(fc.array(honestStep, { maxLength: 24 }), (steps) => {
        const { known, ever } = live(steps);
        const [settled] = settle(known);
        if (settled === undefined) return;
        for (const { versions } of ever) {
          for (const version of versions) {
            const isKept = settled.versions.some(
              (kept) => kept.origin === version.origin && kept.generation === version.generation,
            );
            const isReplaced = settled.versions.some(
              ({ seen }) => (seen[version.origin] ?? 0) >= version.generation,
            );
            expect(isKept || isReplaced).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('has at most one version of a control plane', () => {
    fc.assert(
      fc.property(fc.array(honestStep, { maxLength: 24 }), (steps) => {
        for (const { versions } of live(steps).ever) {
          expect(new Set(versions.map(({ origin }) => origin)).size).toBe(versions.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('isSameShared', () => {
  test('tells whether there is anything to learn', () => {
    const base = write('east', 'a');

    expect(isSameShared(base, mergeShared(base, base))).toBe(true);
    expect(isSameShared(base, write('east', 'a', base))).toBe(false);
  });
});

describe('sharedVersionFault', () => {
  test('takes every version that was written', () => {
    fc.assert(
      fc.property(fc.array(honestStep, { maxLength: 20 }), (steps) => {
        for (const { versions } of live(steps).ever) {
          for (const version of versions) expect(sharedVersionFault(version)).toBeUndefined();
        }
      }),
      { numRuns: 100 },
    );
  });

  test('names a version that does not know itself', () => {
    const fault = sharedVersionFault({ origin: 'east', generation: 2, seen: { east: 1 } });

    expect(fault).toBe('must have its own generation (2) under "east"');
  });

  test('names a version that would replace a greater one', () => {
    const fault = sharedVersionFault({ origin: 'east', generation: 2, seen: { east: 2, west: 7 } });

    expect(fault).toBe('must be greater than what it replaces, which is 7 of "west"');
  });
});
