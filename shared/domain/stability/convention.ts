import { InvalidInput } from '../errors.ts';

/**
 * How samples become bins and bins become an index. A PSI means something only together with its convention: the
 * same data give 0.13 or 0.18 according to which side of a bin is closed.
 */
export interface BinConvention {
  readonly name: string;
  readonly version: number;
  /** Quantile bins aimed at; ties may leave fewer. */
  readonly bins: number;
  /** Hyndman and Fan's (1996) definition of a sample quantile; 7 is the default of R, numpy and pandas. */
  readonly quantileType: 7;
  /** `right`: bins are `(a, b]`, as in pandas and SQL's `x <= b`; `left`: `[a, b)`, as in R's scorecard. */
  readonly closed: 'right' | 'left';
  /** Whether a value that holds more than 1/bins of the baseline gets a bin of its own. */
  readonly atoms: boolean;
  /** `own-bin`: missing values are a bin and count in the denominator; `drop`: they are left out of both. */
  readonly missing: 'own-bin' | 'drop';
  /** Levels that the baseline does not have share one bin. */
  readonly unseen: 'pooled';
  /** What replaces an empty bin's proportion 0; nothing is renormalised. */
  readonly proportionFloor: number;
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
  bins: 10,
  quantileType: 7,
  closed: 'right',
  atoms: true,
  missing: 'own-bin',
  unseen: 'pooled',
  proportionFloor: 1e-4,
});

/** Throws InvalidInput for a convention that this code does not implement, rather than compute by another one. */
export function assertSupportedConvention(convention: BinConvention): void {
  const faults = [
    {
      is: !Number.isSafeInteger(convention.bins) || convention.bins < 2,
      pointer: '/bins',
      message: 'is no integer ≥ 2',
    },
    {
      is: convention.closed === 'left' && convention.atoms,
      pointer: '/atoms',
      message: 'needs right-closed bins',
    },
    { is: !(convention.proportionFloor > 0), pointer: '/proportionFloor', message: 'is not above 0' },
    {
      is: convention.name === HOUSE_CONVENTION.name && !isHouse(convention),
      pointer: '/version',
      message: `is not the house convention, version ${HOUSE_CONVENTION.version}; give it another name`,
    },
  ].filter((fault) => fault.is);
  if (faults.length === 0) return;
  const issues = faults.map(({ pointer, message }) => ({ pointer, message }));
  const list = issues.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
  throw new InvalidInput(`The bin convention '${convention.name}' is not supported: ${list}.`, issues);
}

function isHouse(convention: BinConvention): boolean {
  const given = new Map<string, unknown>(Object.entries(convention));
  return Object.entries(HOUSE_CONVENTION).every(([rule, value]) => given.get(rule) === value);
}
