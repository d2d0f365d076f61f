/** A convention that can be asked for by its name, and how it differs. */
export interface NamedConvention {
  readonly name: string;
  readonly text: string;
}

/** As docs/stability.md has them. */
export const CONVENTIONS: readonly NamedConvention[] = [
  {
    name: 'house',
    text: 'Ten quantile bins, right-closed; values that hold more than a tenth have a bin of their own; missing values are a bin.',
  },
  { name: 'deciles', text: 'As house, but no bins for single values.' },
  { name: 'twenty-quantiles', text: 'Twenty quantile bins, no bins for single values.' },
  { name: 'equal-width', text: 'Ten equal widths between the smallest and the largest value.' },
  { name: 'left-closed', text: 'Deciles with intervals closed on the left.' },
  { name: 'missing-dropped', text: 'Deciles; missing values are left out of bins and denominators.' },
  { name: 'laplace', text: 'Deciles; 1 is added to every count.' },
  { name: 'half-count', text: 'Deciles; a count of 0 becomes 0.5.' },
  {
    name: 'feature-engine',
    text: 'Deciles as feature_engine has them: missing values are left out, each new level is a bin.',
  },
  {
    name: 'r-scorecard',
    text: 'Equal widths as the R package scorecard has them: left-closed, missing values left out, a count of 0 becomes 0.99.',
  },
];

const BINNINGS: Readonly<Record<string, string>> = {
  quantile: 'quantile bins',
  'equal-width': 'equal widths',
};

const MISSING: Readonly<Record<string, string>> = {
  drop: 'missing values left out',
  'own-bin': 'missing values a bin',
};

const UNSEEN: Readonly<Record<string, string>> = {
  'own-bins': 'each new level a bin',
  pooled: 'new levels in one bin',
};

/** The rules of a stored convention in a line; what it says depends on its version, so that nothing is taken for granted. */
export function conventionInWords(convention: Readonly<Record<string, unknown>>): NamedConvention {
  const { name, version, closed, atoms, emptyBins } = convention;
  const parts = [
    binsInWords(convention),
    typeof closed === 'string' ? `${closed}-closed` : undefined,
    atoms === true ? 'frequent values alone in their bin' : undefined,
    MISSING[textOf(convention['missing'])],
    UNSEEN[textOf(convention['unseen'])],
    emptyBinsInWords(emptyBins),
  ];
  return {
    name: `${textOf(name)}${typeof version === 'number' ? `, version ${version}` : ''}`,
    text: parts.filter((part) => part !== undefined).join('; '),
  };
}

function binsInWords({ bins, binning }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof bins === 'number' && typeof binning === 'string'
    ? `${bins} ${BINNINGS[binning] ?? binning}`
    : undefined;
}

function emptyBinsInWords(rule: unknown): string | undefined {
  if (!isRecord(rule)) return undefined;
  switch (rule['kind']) {
    case 'none':
      return 'empty bins are not filled';
    case 'proportion-floor':
      return `an empty bin counts as ${textOf(rule['proportion'])}`;
    case 'add-proportion':
      return `${textOf(rule['proportion'])} is added to every proportion`;
    case 'count-floor':
      return `a count of 0 becomes ${textOf(rule['count'])}`;
    case 'add-count':
      return `${textOf(rule['count'])} is added to every count`;
    default:
      return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'unknown';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
