import type { BinConvention } from './convention.ts';
import { HOUSE_CONVENTION } from './convention.ts';

/** What most conventions beside the house's have in common: no bins for single values, which few tools have. */
const PLAIN: BinConvention = { ...HOUSE_CONVENTION, atoms: false, version: 1 };

/** Conventions that a caller may ask for by name; each is stored whole with what it makes. */
export const NAMED_CONVENTIONS: readonly BinConvention[] = [
  HOUSE_CONVENTION,
  { ...PLAIN, name: 'deciles' },
  { ...PLAIN, name: 'twenty-quantiles', bins: 20 },
  { ...PLAIN, name: 'equal-width', binning: 'equal-width' },
  { ...PLAIN, name: 'left-closed', closed: 'left' },
  { ...PLAIN, name: 'missing-dropped', missing: 'drop' },
  { ...PLAIN, name: 'laplace', emptyBins: { kind: 'add-count', count: 1, isRenormalised: true } },
  { ...PLAIN, name: 'half-count', emptyBins: { kind: 'count-floor', count: 0.5 } },
  // What two tools do with given edges, for those who go on with the figures that they had. The migration check reports
  // the edges; given as fixed ones they make the two exact. Without them `feature-engine` has deciles, and differs where
  // more than a tenth of the baseline is its smallest or its largest value; `r-scorecard` has plain equal widths.
  { ...PLAIN, name: 'feature-engine', missing: 'drop', unseen: 'own-bins' },
  {
    ...PLAIN,
    name: 'r-scorecard',
    binning: 'equal-width',
    closed: 'left',
    missing: 'drop',
    unseen: 'own-bins',
    emptyBins: { kind: 'count-floor', count: 0.99 },
  },
];
