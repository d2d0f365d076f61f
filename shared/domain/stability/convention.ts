import { InvalidInput, type Issue } from '../errors.ts';
import type { EmptyBinRule } from './compute-psi.ts';

/**
 * How samples become bins and bins become an index. A PSI means something only together with its convention: the
 * same data give 0.13 or 0.18 according to which side of a bin is closed.
 */
export interface BinConvention {
  readonly name: string;
  readonly version: number;
  /** How numeric columns are binned that are not given bins of their own. */
  readonly binning: 'quantile' | 'equal-width';
  /** Bins aimed at; ties may leave fewer quantile bins. */
  readonly bins: number;
  /** Hyndman and Fan's (1996) definition of a sample quantile; 7 is the default of R, numpy and pandas. */
  readonly quantileType: 7;
  /** `right`: bins are `(a, b]`, as in pandas and SQL's `x <= b`; `left`: `[a, b)`, as in R's scorecard. */
  readonly closed: 'right' | 'left';
  /** Whether a value that holds more than 1/bins of the baseline gets a bin of its own. */
  readonly atoms: boolean;
  /** `own-bin`: missing values are a bin and count in the denominator; `drop`: they are left out of both. */
  readonly missing: 'own-bin' | 'drop';
  /** Levels that the baseline does not have: `pooled` in one bin, or `own-bins`, one each. */
  readonly unseen: 'pooled' | 'own-bins';
  readonly emptyBins: EmptyBinRule;
}

/**
 * The convention of every result this project stores: deciles of the baseline (the industry's default, with the
 * floor of feature_engine and Evidently), bins for missing and unseen values because dropping them hides the
 * commonest faults of production data, and single-value bins because a right-closed bin alone cannot see a
 * constant move down. Never change it: a new rule is a new version.
 */
export const HOUSE_CONVENTION: BinConvention = Object.freeze({
  name: 'house',
  version: 1,
  binning: 'quantile',
  bins: 10,
  quantileType: 7,
  closed: 'right',
  atoms: true,
  missing: 'own-bin',
  unseen: 'pooled',
  emptyBins: Object.freeze({ kind: 'proportion-floor', proportion: 1e-4 }),
});

/** More bins than this are no summary of a sample any more. */
export const MAX_BINS = 1_000;

/** Throws InvalidInput for a convention that this code does not implement, rather than compute by another one. */
export function assertSupportedConvention(convention: BinConvention): void {
  const issues = findConventionFaults(convention);
  if (issues.length === 0) return;
  const list = issues.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
  throw new InvalidInput(`The bin convention '${convention.name}' is not supported: ${list}.`, issues);
}

/** Every rule of a convention that this code does not implement; the pointers start at the convention. */
export function findConventionFaults(convention: BinConvention): Issue[] {
  const given = entriesOf(convention);
  const faults: Issue[] = [];
  const rules = new Map<string, Rule>(Object.entries(RULES));
  for (const [rule, { isMet, message }] of rules) {
    if (!isMet(given.get(rule))) faults.push({ pointer: `/${rule}`, message });
  }
  for (const rule of given.keys()) {
    // A rule that nobody follows must not stand in a result.
    if (!rules.has(rule) && rule !== 'emptyBins') {
      faults.push({ pointer: `/${rule}`, message: 'is no rule of a convention' });
    }
  }
  faults.push(...findEmptyBinFaults(given.get('emptyBins')));
  if (given.get('closed') === 'left' && given.get('atoms') === true) {
    faults.push({ pointer: '/atoms', message: 'needs right-closed bins' });
  }
  if (given.get('name') === HOUSE_CONVENTION.name && !isHouse(given)) {
    const message = `is not the house convention, version ${HOUSE_CONVENTION.version}; give it another name`;
    faults.push({ pointer: '/version', message });
  }
  return faults;
}

interface Rule {
  readonly isMet: (value: unknown) => boolean;
  readonly message: string;
}

const RULES: Readonly<Record<Exclude<keyof BinConvention, 'emptyBins'>, Rule>> = {
  name: { isMet: (value) => typeof value === 'string' && value.trim() !== '', message: 'is no name' },
  version: { isMet: (value) => isIntegerFrom(value, 1), message: 'is no integer ≥ 1' },
  binning: oneOf('quantile', 'equal-width'),
  bins: {
    isMet: (value) => isIntegerFrom(value, 2) && Number(value) <= MAX_BINS,
    message: `is no integer ≥ 2 and ≤ ${MAX_BINS}`,
  },
  quantileType: oneOf(7),
  closed: oneOf('right', 'left'),
  atoms: oneOf(true, false),
  missing: oneOf('own-bin', 'drop'),
  unseen: oneOf('pooled', 'own-bins'),
};

const PROPORTION: Rule = {
  isMet: (value) => typeof value === 'number' && value > 0 && value < 1,
  message: 'is not above 0 and below 1',
};
const COUNT: Rule = {
  isMet: (value) => Number.isFinite(value) && Number(value) > 0,
  message: 'is not above 0 and finite',
};

/** The figures of each rule for empty bins. */
const EMPTY_BIN_RULES: ReadonlyMap<unknown, Readonly<Record<string, Rule>>> = new Map<
  EmptyBinRule['kind'],
  Readonly<Record<string, Rule>>
>([
  ['none', {}],
  ['proportion-floor', { proportion: PROPORTION }],
  ['add-proportion', { proportion: PROPORTION }],
  ['count-floor', { count: COUNT }],
  ['add-count', { count: COUNT, isRenormalised: oneOf(true, false) }],
]);

function findEmptyBinFaults(rule: unknown): Issue[] {
  const given = entriesOf(rule);
  const figures = EMPTY_BIN_RULES.get(given.get('kind'));
  if (figures === undefined) {
    const kinds = [...EMPTY_BIN_RULES.keys()].join(', ');
    return [{ pointer: '/emptyBins/kind', message: `is none of ${kinds}` }];
  }
  return Object.entries(figures)
    .filter(([figure, { isMet }]) => !isMet(given.get(figure)))
    .map(([figure, { message }]) => ({ pointer: `/emptyBins/${figure}`, message }));
}

function oneOf(...values: readonly unknown[]): Rule {
  const message = values.length === 1 ? `is not ${String(values[0])}` : `is none of ${values.join(', ')}`;
  return { isMet: (value) => values.includes(value), message };
}

function isIntegerFrom(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= least;
}

function isHouse(given: ReadonlyMap<string, unknown>): boolean {
  return [...entriesOf(HOUSE_CONVENTION)].every(([rule, value]) =>
    rule === 'emptyBins' ? hasSameEntries(value, given.get(rule)) : given.get(rule) === value,
  );
}

function hasSameEntries(one: unknown, other: unknown): boolean {
  const [some, others] = [entriesOf(one), entriesOf(other)];
  return some.size === others.size && [...some].every(([key, value]) => others.get(key) === value);
}

/** What was given may come from anywhere: it is looked at before it is believed. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}
