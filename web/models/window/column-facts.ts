import { figureText, psiText, pValueText, shareText } from '../psi-text.ts';
import type { ColumnView } from './sample-groups.ts';

/** A figure with its name, and what it says to whoever points at it. */
export interface Fact {
  readonly term: string;
  readonly value: string;
  readonly hint?: string;
}

/** Figures that belong together. */
export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** What else is known of a column, by what it is about; groups that are not there are left out. */
export function columnFacts(column: ColumnView): FactGroup[] {
  return [chance(column), rates(column), shape(column), distances(column), points(column)].flatMap(
    (group) => group ?? [],
  );
}

function chance({ significance }: ColumnView): FactGroup | undefined {
  if (significance === undefined) return undefined;
  const { alpha, criticalValue, pValue, adjustedPValue, expectedNoise, effectiveBins } = significance;
  return {
    title: 'Chance',
    facts: [
      {
        term: 'Critical value',
        value: psiText(criticalValue),
        hint: `Chance alone exceeds it in ${shareText(alpha)} of the windows.`,
      },
      {
        term: 'p-value',
        value: pValueText(pValue),
        hint: 'How often chance alone gives an index this high.',
      },
      {
        term: 'Adjusted p-value',
        value: pValueText(adjustedPValue),
        hint: 'After so many columns were looked at (Benjamini and Hochberg).',
      },
      { term: 'Expected noise', value: psiText(expectedNoise), hint: 'The index without any shift.' },
      { term: 'Bins in use', value: String(effectiveBins) },
    ],
  };
}

function rates({ rates: of }: ColumnView): FactGroup | undefined {
  if (of === undefined) return undefined;
  const facts = [
    { term: 'Missing, expected', value: shareText(of.expectedMissing) },
    { term: 'Missing, actual', value: shareText(of.actualMissing) },
    ...(of.unseen === undefined ? [] : [{ term: 'Unseen levels', value: shareText(of.unseen) }]),
    ...(of.outOfRange === undefined
      ? []
      : [
          {
            term: 'Out of range',
            value: shareText(of.outOfRange),
            hint: "Below the baseline's smallest or above its largest value.",
          },
        ]),
  ];
  return { title: 'Rates', facts };
}

function shape({ shape: of }: ColumnView): FactGroup | undefined {
  if (of === undefined) return undefined;
  return {
    title: 'Shape',
    facts: [
      { term: 'Mean', value: `${figureText(of.expectedMean)} → ${figureText(of.actualMean)}` },
      { term: 'Standard deviation', value: `${figureText(of.expectedSd)} → ${figureText(of.actualSd)}` },
      {
        term: 'Kolmogorov-Smirnov',
        value:
          of.ks === of.ksAtMost ? figureText(of.ks) : `${figureText(of.ks)} to ${figureText(of.ksAtMost)}`,
        hint: 'The largest difference of the two distribution functions.',
      },
      {
        term: 'Wasserstein',
        value: figureText(of.wasserstein),
        hint: "How far a value moved on average, in the column's unit.",
      },
    ],
  };
}

function distances({ distances: of }: ColumnView): FactGroup | undefined {
  if (of === undefined) return undefined;
  const infinite = of.reason ?? 'Infinite: one of the samples lacks a bin.';
  const divergence = (term: string, value: number | null): Fact => ({
    ...{ term, value: value === null ? '∞' : figureText(value) },
    ...(value === null ? { hint: infinite } : {}),
  });
  return {
    title: 'Other distances',
    facts: [
      { term: 'Jensen-Shannon', value: figureText(of.jensenShannon), hint: '0 equal, 1 disjoint' },
      { term: 'Hellinger', value: figureText(of.hellinger), hint: '0 equal, 1 disjoint' },
      { term: 'Overlap', value: shareText(of.overlap) },
      { term: 'Largest difference', value: shareText(of.lInfinity) },
      divergence('KL, actual to expected', of.klActualToExpected),
      divergence('KL, expected to actual', of.klExpectedToActual),
      {
        term: 'Chi-square test',
        value: `p ${pValueText(of.chiSquare.pValue)}`,
        hint: `Statistic ${figureText(of.chiSquare.statistic)} with ${of.chiSquare.degreesOfFreedom} degrees of freedom. It uses no floor.`,
      },
    ],
  };
}

function points({ points: of }: ColumnView): FactGroup | undefined {
  if (of === undefined) return undefined;
  return {
    title: 'Scorecard points',
    facts: [
      {
        term: 'Points CSI',
        value: figureText(of.csi),
        hint: of.reason ?? 'Its share in the shift of the mean score, in points.',
      },
      { term: 'Mean points', value: `${figureText(of.expectedMean)} → ${figureText(of.actualMean)}` },
    ],
  };
}
