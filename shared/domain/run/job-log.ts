import type { JobId } from '../job/job-id.ts';
import type { RunId } from './run-id.ts';

export const LOG_LEVELS = ['info', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line that a step of a run has logged. */
export interface JobLogLine {
  readonly runId: RunId;
  readonly attempt: number;
  /** The activity or function. */
  readonly step: string;
  /** Epoch ms. */
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  /** What was logged beside the message; no secrets, no payloads. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Lines of one execution of a step, in their order, that are stored together. */
export interface JobLogPart {
  readonly jobId: JobId;
  readonly runId: RunId;
  readonly attempt: number;
  readonly step: string;
  /** Names the part: the same again is the same part, not another one. Letters, digits, "-" and "_". */
  readonly partId: string;
  /** At least one, at most `MAX_PART_LINES`. */
  readonly lines: readonly Pick<JobLogLine, 'at' | 'level' | 'message' | 'fields'>[];
}

/** Lines of a part at most. */
export const MAX_PART_LINES = 100;

/**
 * A part takes no more lines when it has so many characters. They are stored twice, for reading and for searching, in up to
 * three bytes each; a document may have 2 MB.
 */
export const MAX_PART_LENGTH = 150_000;

/** Characters of a line's message at most, and of each text among its fields. */
export const MAX_LINE_LENGTH = 1000;

/**
 * Of a run the first parts stay, and the latest ones; what is between them goes. With a part a step that is at most 100
 * lines, and in practice a handful: a collection that polls for a day keeps its beginning and its last hours.
 */
export const FIRST_PARTS = 100;
export const LAST_PARTS = 100;

/** In which place of its run a part is kept, of places counted from 0; a later part may take the place of an earlier one. */
export function placeOfPart(sequence: number): number {
  return sequence < FIRST_PARTS ? sequence : FIRST_PARTS + ((sequence - FIRST_PARTS) % LAST_PARTS);
}

/** The line that stands where so many lines of a run are not kept. */
export function missingLines(count: number, after: JobLogLine): JobLogLine {
  const message = `${count} lines are not kept here: of a run the first and the latest are.`;
  return { ...after, level: 'info', message, fields: { missing: count } };
}
