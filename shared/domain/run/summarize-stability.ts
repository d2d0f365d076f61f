import type { StabilityTask } from '../job/stability-task.ts';
import { decideConsecutive } from '../stability/decide-consecutive.ts';
import type { ColumnStability, SegmentStability, StabilityResult } from '../stability/stability-result.ts';
import type {
  AlarmSummary,
  ColumnSummary,
  SegmentsSummary,
  SegmentSummary,
  StabilitySummary,
} from './run.ts';

/** How many characteristics, and how many segments, a summary names. */
const WORST = 5;

/** How many columns with an alarm a summary names; it counts all. */
const NAMED_ALARMS = 20;

/** A summary stands in documents, histories and lists: values of segment columns are cut to this length there. */
const MAX_VALUE_LENGTH = 100;

/** What a summary says besides the result's figures. */
export interface SummaryContext {
  readonly detailPath: string;
  /** The blob with the sample's counts. */
  readonly countsPath: string;
  /** The data interval [from, to) that was measured, epoch ms; absent where all rows were. */
  readonly window?: { readonly from: number; readonly to: number };
  /**
   * Whether a column had an alarm in each earlier window, latest first; needed where the criteria look at several
   * windows. Not the `alarm` of their summaries, which that rule has decided already.
   */
  readonly earlierAlarms?: readonly boolean[];
}

/**
 * The figures of a result that a list shows: the score's PSI and band, the alarm, and the characteristics and segments
 * that moved most. Bounded, however many columns and segments the result has.
 */
export function summarize(
  task: StabilityTask,
  result: StabilityResult,
  { detailPath, countsPath, window, earlierAlarms = [] }: SummaryContext,
): StabilitySummary {
  const score = result.columns.find(({ name }) => name === task.scoreColumn);
  const alarms = summarizeAlarms(result.columns, score);
  const hasAlarm = alarms.count > 0;
  const { consecutive } = task.criteria;
  return {
    modelId: task.modelId,
    baselineId: task.baselineId,
    currentRowCount: result.currentRowCount,
    psi: score?.psi ?? null,
    band: score?.band ?? null,
    alarm: consecutive === undefined ? hasAlarm : decideConsecutive(earlierAlarms, hasAlarm, consecutive),
    alarms,
    statusCounts: countStatuses(result.columns),
    worstCharacteristics: rank(result.columns.filter((column) => column !== score).flatMap(toSummary)).slice(
      0,
      WORST,
    ),
    ...(window !== undefined && { window: toWindow(window) }),
    ...(result.segments !== undefined && { segments: summarizeSegments(result.segments) }),
    ...{ detailPath, countsPath },
  };
}

function toSummary({ name, psi, band }: ColumnStability): ColumnSummary[] {
  return psi === null || band === null ? [] : [{ name, psi, band }];
}

function rank<T extends ColumnSummary>(columns: readonly T[]): T[] {
  return columns.toSorted((a, b) => b.psi - a.psi || (a.name < b.name ? -1 : 1));
}

/** The score first: it is what the model is for. */
function summarizeAlarms(
  columns: readonly ColumnStability[],
  score: ColumnStability | undefined,
): AlarmSummary {
  const alarming = columns.filter(isAlarming);
  const first = alarming.filter((column) => column === score).flatMap(toSummary);
  const others = rank(alarming.filter((column) => column !== score).flatMap(toSummary));
  const names = [...first, ...others].map(({ name }) => name).slice(0, NAMED_ALARMS);
  return { count: alarming.length, names };
}

function isAlarming({ decision }: ColumnStability): boolean {
  return decision?.alarm === true;
}

function summarizeSegments(segments: readonly SegmentStability[]): SegmentsSummary {
  const worst = segments.flatMap(worstColumn);
  return {
    count: segments.length,
    alarmCount: segments.filter(({ columns }) => columns.some(isAlarming)).length,
    notMeasuredCount: segments.length - worst.length,
    worst: rank(worst).slice(0, WORST),
  };
}

/** The column of a segment that moved most; none where no column has an index. */
function worstColumn({ segment, columns }: SegmentStability): SegmentSummary[] {
  const shortened = Object.fromEntries(
    Object.entries(segment).map(([name, value]) => [name, shorten(value)]),
  );
  return rank(columns.flatMap(toSummary))
    .slice(0, 1)
    .map((column) => ({ segment: shortened, ...column }));
}

/** By code points, so that no character is cut in two. */
function shorten(value: string): string {
  if (value.length <= MAX_VALUE_LENGTH) return value;
  const characters = Array.from(value.slice(0, 2 * (MAX_VALUE_LENGTH + 1)));
  return characters.length <= MAX_VALUE_LENGTH
    ? value
    : `${characters.slice(0, MAX_VALUE_LENGTH - 1).join('')}…`;
}

function toWindow({ from, to }: NonNullable<SummaryContext['window']>): Required<StabilitySummary>['window'] {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function countStatuses(columns: readonly ColumnStability[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of columns) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
