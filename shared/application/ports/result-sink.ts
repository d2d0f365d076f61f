import type { RunId } from '../../domain/run/run-id.ts';

/** A result of a model in one window and one segment: the score's, or a characteristic's. */
export interface ResultRow {
  readonly modelId: string;
  /** The data interval of the run's slot, epoch ms, its end excluded; both the due instant in older results. */
  readonly windowStart: number;
  readonly windowEnd: number;
  /** `ALL`, or the segment's values by column as JSON. */
  readonly segment: string;
  readonly characteristic: string;
  readonly runId: RunId;

  readonly jobId: string;
  readonly valueStream: string;
  readonly baselineId: string;
  readonly dueAt: number;
  readonly finishedAt: number;

  readonly columnType: string;
  readonly status: string;
  readonly reason: string | null;
  /** Null, as everything up to the bins, where no index could be computed. */
  readonly psi: number | null;
  readonly band: string | null;
  readonly isAlarm: boolean | null;
  readonly decisionRule: string | null;
  readonly alpha: number | null;
  readonly criticalValue: number | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly expectedNoise: number | null;
  readonly effectiveBins: number | null;
  readonly expectedMissingRate: number | null;
  readonly actualMissingRate: number | null;
  readonly unseenRate: number | null;
  readonly outOfRangeRate: number | null;
  readonly klActualToExpected: number | null;
  readonly klExpectedToActual: number | null;
  readonly jensenShannon: number | null;
  readonly hellinger: number | null;
  readonly lInfinity: number | null;
  readonly overlap: number | null;
  readonly chiSquare: number | null;
  readonly chiSquarePValue: number | null;
  /** All rows of the current sample, or of its segment. */
  readonly currentRowCount: number;
  /** Rows that the index counts, or their weights. */
  readonly expectedRowCount: number | null;
  readonly actualRowCount: number | null;
  readonly conventionName: string;
  readonly conventionVersion: number;
  /** What else was measured, as it is stored with the run. */
  readonly shape: unknown;
  readonly points: unknown;
  readonly bins: readonly unknown[];
}

/** Takes the results of committed runs to where people ask for them beside the app's own store. */
export interface ResultSink {
  /**
   * Keeps rows of one run, each once: a row of the same model, window, segment, characteristic and run that is there
   * already stays as it is. After an error some of the rows may be there; the same call again adds the others. Throws
   * Unavailable when a retry may help.
   */
  deliver(runId: RunId, rows: readonly ResultRow[]): Promise<void>;
}
