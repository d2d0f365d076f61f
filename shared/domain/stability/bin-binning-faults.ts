import type { Issue } from '../errors.ts';
import { MAX_LEVELS } from './bin-specification.ts';
import type { ColumnBinning, LevelGroup } from './column-binning.ts';
import { MAX_BINS } from './convention.ts';
import { RESERVED_LABELS } from './label-bins.ts';

/** Every fault of a column's binning; the pointers start at the column's options. */
export function findBinningFaults(binning: ColumnBinning): Issue[] {
  switch (binning.method) {
    case 'quantile':
    case 'equal-width':
      return integerFaults({ pointer: '/binning/bins', value: binning.bins, least: 2, most: MAX_BINS });
    case 'fixed-edges':
      return findEdgeFaults(binning.edges);
    case 'all-levels':
      return [];
    case 'top-levels':
      return integerFaults({ pointer: '/binning/count', value: binning.count, least: 1, most: MAX_LEVELS });
    case 'given-levels':
      return [
        ...sizeFaults('/binning/levels', binning.levels.length, MAX_LEVELS),
        ...findLevelFaults(
          binning.levels.map((level, index) => ({ level, pointer: `/binning/levels/${index}` })),
        ),
      ];
    case 'given-groups':
      return findGroupFaults(binning.groups);
  }
}

function findEdgeFaults(edges: readonly number[]): Issue[] {
  let highest = -Infinity;
  return [
    ...sizeFaults('/binning/edges', edges.length, MAX_BINS - 1),
    ...edges.flatMap((edge, index) => {
      const pointer = `/binning/edges/${index}`;
      if (!Number.isFinite(edge))
        return [{ pointer, message: 'must be a finite number; the outer bins are open' }];
      const isAscending = edge > highest;
      highest = Math.max(highest, edge);
      return isAscending ? [] : [{ pointer, message: 'must be above the edge before it' }];
    }),
  ];
}

function findGroupFaults(groups: readonly LevelGroup[]): Issue[] {
  const labels = groups.map((group) => group.label);
  const levelCount = groups.reduce((sum, group) => sum + group.levels.length, 0);
  return [
    ...sizeFaults('/binning/groups', groups.length, MAX_LEVELS),
    ...groups.flatMap(({ label, levels }, index) => {
      const pointer = `/binning/groups/${index}`;
      return [
        { is: label === '', pointer: `${pointer}/label`, message: 'must not be empty' },
        {
          is: RESERVED_LABELS.has(label),
          pointer: `${pointer}/label`,
          message: 'is the label of another bin',
        },
        { is: labels.indexOf(label) < index, pointer: `${pointer}/label`, message: `is '${label}' twice` },
        { is: levels.length === 0, pointer: `${pointer}/levels`, message: 'must not be empty' },
      ].flatMap(({ is, ...issue }) => (is ? [issue] : []));
    }),
    ...(levelCount > MAX_LEVELS
      ? [{ pointer: '/binning/groups', message: `have more than ${MAX_LEVELS} levels` }]
      : []),
    ...findLevelFaults(
      groups.flatMap((group, index) =>
        group.levels.map((level, at) => ({ level, pointer: `/binning/groups/${index}/levels/${at}` })),
      ),
    ),
  ];
}

function findLevelFaults(places: readonly { readonly level: string; readonly pointer: string }[]): Issue[] {
  const seen = new Set<string>();
  return places.flatMap(({ level, pointer }) => {
    const isRepeated = seen.has(level);
    seen.add(level);
    if (level === '') return [{ pointer, message: 'must not be empty; an empty text is a missing value' }];
    return isRepeated ? [{ pointer, message: `names '${level}' twice` }] : [];
  });
}

function sizeFaults(pointer: string, size: number, most: number): Issue[] {
  if (size === 0) return [{ pointer, message: 'must not be empty' }];
  return size > most ? [{ pointer, message: `must have at most ${most} entries` }] : [];
}

function integerFaults({
  pointer,
  value,
  least,
  most,
}: {
  readonly pointer: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
}): Issue[] {
  const isMet = Number.isSafeInteger(value) && value >= least && value <= most;
  return isMet ? [] : [{ pointer, message: `must be an integer from ${least} to ${most}` }];
}
