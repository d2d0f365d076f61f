import { randomBytes } from 'node:crypto';
import { MAX_ROWS, type ReportSize } from './report-csv.ts';
import type { Trouble } from './trouble.ts';

export interface ReportServerOptions {
  /** Where to listen on 127.0.0.1; 0, the default, takes any free port. */
  readonly port?: number;
  /** How long one report takes at ease; 1000 by default. */
  readonly makeMs?: number;
  /** How long ease and heavy load last in turn; two minutes by default, 0: there is no heavy load. */
  readonly loadPeriodMs?: number;
  /** Whether it is heavy load that comes first. */
  readonly startsHeavy?: boolean;
  /** How long a report can be had once it is made; ten minutes by default. */
  readonly keepMs?: number;
  /** Rows of a report; 2,000 by default. */
  readonly rows?: number;
  /** In place of `rows`: a report has the fewest rows that make so many bytes. */
  readonly bytes?: number;
  /** Epoch milliseconds; the machine's clock by default. It must not run backwards. */
  readonly now?: () => number;
  /** Makes ticket ids: short texts, no two alike. */
  readonly newTicket?: () => string;
  /** What goes wrong from the start; `setTrouble` changes it. */
  readonly trouble?: Trouble;
  /** Gets a line for each request and each report. */
  readonly log?: (line: string) => void;
}

/** The options with everything filled in. */
export interface ServerSettings extends Required<Omit<ReportServerOptions, 'rows' | 'bytes'>> {
  readonly size: ReportSize;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** What a timer can wait for (24.8 days). */
const LONGEST_MS = 2 ** 31 - 1;
const DEFAULT_ROWS = 2000;

const DEFAULTS = {
  port: 0,
  makeMs: SECOND_MS,
  loadPeriodMs: 2 * MINUTE_MS,
  startsHeavy: false,
  keepMs: 10 * MINUTE_MS,
  now: steadyNow,
  newTicket: () => randomBytes(6).toString('base64url'),
  trouble: {},
  log: () => undefined,
};

/** Fills in what is not given. @throws RangeError naming the option that is out of its range. */
export function toSettings(options: ReportServerOptions): ServerSettings {
  const settings = { ...DEFAULTS, ...options, size: toSize(options) };
  assertWithin('makeMs', settings.makeMs, [1, LONGEST_MS]);
  assertWithin('loadPeriodMs', settings.loadPeriodMs, [0, LONGEST_MS]);
  assertWithin('keepMs', settings.keepMs, [1, LONGEST_MS]);
  if (settings.startsHeavy && settings.loadPeriodMs === 0) {
    throw new RangeError('startsHeavy needs a loadPeriodMs: at 0 there is no heavy load.');
  }
  return settings;
}

function toSize({ rows, bytes }: ReportServerOptions): ReportSize {
  if (rows !== undefined && bytes !== undefined) throw new RangeError('rows and bytes exclude each other.');
  if (bytes !== undefined) {
    assertWithin('bytes', bytes, [1, MAX_ROWS]);
    return { bytes };
  }
  assertWithin('rows', rows ?? DEFAULT_ROWS, [1, MAX_ROWS]);
  return { rows: rows ?? DEFAULT_ROWS };
}

function assertWithin(name: string, value: number, [low, high]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeError(`${name} must be an integer from ${low} to ${high}; it is ${value}.`);
}

/** A clock that is set back would make reports unready again; this one only goes on. */
function steadyNow(): number {
  return Math.floor(performance.timeOrigin + performance.now());
}
