import type { Issue } from '../errors.ts';
import { isNumericBinning } from './baseline-column-plan.ts';
import type { ColumnOptions } from './baseline-options.ts';
import { findBinningFaults } from './bin-binning-faults.ts';
import { lengthFault } from './bin-points.ts';
import { type BinPoints, MAX_LEVELS } from './bin-specification.ts';
import type { ColumnBinning } from './column-binning.ts';

/** Every fault of one column's options that can be told without its values; the pointers start at the options. */
export function findColumnOptionFaults(options: ColumnOptions): Issue[] {
  const { binning, specialCodes = [], points } = options;
  return [
    ...findTypeFaults(options),
    ...(binning === undefined ? [] : findBinningFaults(binning)),
    ...findCodeFaults(specialCodes),
    ...(points === undefined || points === 'own-values'
      ? []
      : findPointsFaults(points, binCountOf(binning), specialCodes.length)),
  ];
}

function findTypeFaults({ type, binning, specialCodes = [], points }: ColumnOptions): Issue[] {
  const types = new Set([type, binning && (isNumericBinning(binning) ? 'numeric' : 'categorical')]);
  const isNumeric = types.has('numeric');
  const isCategorical = types.has('categorical');
  const hasCodes = specialCodes.length > 0;
  const isMixed = isNumeric && isCategorical;
  return [
    ...(isMixed ? [{ pointer: '/binning', message: `is not one of ${String(type)} columns` }] : []),
    ...(isCategorical && hasCodes
      ? [{ pointer: '/specialCodes', message: 'are for numeric columns only' }]
      : []),
    ...(points === 'own-values' ? findOwnValueFaults(isNumeric || hasCodes, binning) : []),
  ];
}

function findOwnValueFaults(isNumeric: boolean, binning: ColumnBinning | undefined): Issue[] {
  const pointer = '/points';
  return [
    ...(isNumeric ? [{ pointer, message: 'can be the own values of categorical columns only' }] : []),
    ...(binning?.method === 'given-groups'
      ? [{ pointer, message: 'cannot be the own values of groups' }]
      : []),
  ];
}

function findCodeFaults(codes: readonly number[]): Issue[] {
  const tooMany = codes.length > MAX_LEVELS;
  return [
    ...(tooMany ? [{ pointer: '/specialCodes', message: `are more than ${MAX_LEVELS}` }] : []),
    ...codes.flatMap((code, index) => {
      const pointer = `/specialCodes/${index}`;
      if (!Number.isFinite(code)) return [{ pointer, message: 'must be a finite number' }];
      return codes.indexOf(code) < index ? [{ pointer, message: `names ${code} twice` }] : [];
    }),
  ];
}

/** How many bins a binning has, where that does not depend on the values. */
function binCountOf(binning: ColumnBinning | undefined): number | undefined {
  switch (binning?.method) {
    case 'fixed-edges':
      return binning.edges.length + 1;
    case 'given-levels':
      return binning.levels.length;
    case 'given-groups':
      return binning.groups.length;
    case 'quantile':
    case 'equal-width':
    case 'all-levels':
    case 'top-levels':
    case undefined:
      return undefined;
  }
}

function findPointsFaults(points: BinPoints, binCount: number | undefined, codeCount: number): Issue[] {
  const { ofBins, ofSpecialCodes, ofMissing = 0, ofOthers = 0 } = points;
  const lengths = [
    {
      pointer: '/points/ofBins',
      message: binCount === undefined ? undefined : lengthFault(ofBins, binCount),
    },
    { pointer: '/points/ofSpecialCodes', message: lengthFault(ofSpecialCodes, codeCount) },
  ];
  const figures = [
    ...ofBins.map((value, index) => ({ pointer: `/points/ofBins/${index}`, value })),
    ...ofSpecialCodes.map((value, index) => ({ pointer: `/points/ofSpecialCodes/${index}`, value })),
    { pointer: '/points/ofMissing', value: ofMissing },
    { pointer: '/points/ofOthers', value: ofOthers },
  ];
  return [
    ...lengths.flatMap(({ pointer, message }) => (message === undefined ? [] : [{ pointer, message }])),
    ...figures
      .filter(({ value }) => !Number.isFinite(value))
      .map(({ pointer }) => ({ pointer, message: 'must be a finite number' })),
  ];
}
