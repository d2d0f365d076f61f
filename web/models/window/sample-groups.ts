import type { MeasurementDetailView } from '../../../shared/contracts/http/stability-view.ts';
import { segmentInWords } from './window-words.ts';

/** One column of a sample, compared. */
export type ColumnView = NonNullable<MeasurementDetailView['columns']>[number];

/** A sample compared with another: the whole with the baseline, a segment with its own, or with an earlier window. */
export interface SampleGroup {
  readonly kind: 'whole' | 'segment' | 'comparison';
  /** As it stands in the address; empty for the whole. */
  readonly key: string;
  readonly label: string;
  readonly rowCount: number;
  /** Highest index first, those without one last. */
  readonly columns: readonly ColumnView[];
  readonly alarmCount: number;
}

export interface SampleGroups {
  /** Undefined where the detail is gone. */
  readonly whole: SampleGroup | undefined;
  /** Those that moved most first. */
  readonly segments: readonly SampleGroup[];
  readonly comparisons: readonly SampleGroup[];
}

export function sampleGroups(detail: MeasurementDetailView): SampleGroups {
  const { columns, currentRowCount, segments, comparisons = [] } = detail;
  const whole =
    columns === undefined
      ? undefined
      : group({ kind: 'whole', key: '', label: 'Whole sample' }, columns, currentRowCount);
  const ofSegments = Array.isArray(segments) ? segments : [];
  return {
    whole,
    segments: ofSegments
      .map((part) =>
        group(
          { kind: 'segment', key: JSON.stringify(part.segment), label: segmentInWords(part.segment) },
          part.columns,
          part.currentRowCount,
        ),
      )
      .sort((a, b) => highest(b) - highest(a)),
    comparisons: comparisons.map((part) =>
      group(
        { kind: 'comparison', key: part.reference.to, label: referenceInWords(part) },
        part.columns,
        part.currentRowCount,
      ),
    ),
  };
}

/** The group that the address names; the whole where it names none, or one that is not there. */
export function groupOf(
  { whole, segments, comparisons }: SampleGroups,
  { segment, against }: { readonly segment: string | undefined; readonly against: string | undefined },
): SampleGroup | undefined {
  return (
    segments.find(({ key }) => key === segment) ?? comparisons.find(({ key }) => key === against) ?? whole
  );
}

/** The column that is asked for, else the score, else the one that moved most. */
export function columnOf(
  { columns }: SampleGroup,
  { asked, score }: { readonly asked: string | undefined; readonly score: string | undefined },
): ColumnView | undefined {
  return (
    columns.find(({ name }) => name === asked) ?? columns.find(({ name }) => name === score) ?? columns[0]
  );
}

function group(
  about: Pick<SampleGroup, 'kind' | 'key' | 'label'>,
  columns: readonly ColumnView[],
  rowCount: number,
): SampleGroup {
  return {
    ...about,
    rowCount,
    columns: columns.toSorted((a, b) => (b.psi ?? -1) - (a.psi ?? -1)),
    alarmCount: columns.filter(({ decision }) => decision?.alarm === true).length,
  };
}

function highest({ columns }: SampleGroup): number {
  return columns[0]?.psi ?? -1;
}

function referenceInWords({
  reference,
  runIds,
}: NonNullable<MeasurementDetailView['comparisons']>[number]): string {
  if (reference.to === 'previous-window') return 'The window before';
  return runIds.length < reference.windows
    ? `The ${runIds.length} of ${reference.windows} windows before that there are`
    : `The ${reference.windows} windows before`;
}
