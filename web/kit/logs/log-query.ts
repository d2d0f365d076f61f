/** How far back lines are shown; of a run there is `all`. */
export const LOG_RANGES = ['1h', '6h', '24h', '7d', '30d', 'all'] as const;
export type LogRange = (typeof LOG_RANGES)[number];

const HOUR_MS = 3_600_000;

const LENGTHS_MS: Readonly<Record<Exclude<LogRange, 'all'>, number>> = {
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
};

/** Which lines are asked for. */
export interface LogQuery {
  readonly range: LogRange;
  readonly level: 'info' | 'error' | undefined;
  readonly text: string;
}

/** What the API is asked of lines that are at most as old as the range says, or from an instant on. */
export function toLogQuery(
  { range, level, text }: LogQuery,
  { nowMs, fromMs }: { readonly nowMs: number; readonly fromMs?: number },
): Readonly<Record<string, string | undefined>> {
  const rangeMs = range === 'all' ? undefined : nowMs - LENGTHS_MS[range];
  const from = fromMs ?? rangeMs;
  return {
    level,
    text: text === '' ? undefined : text.slice(0, 200),
    from: from === undefined ? undefined : new Date(from).toISOString(),
  };
}

export function parseLogRange(text: string | undefined, otherwise: LogRange): LogRange {
  return LOG_RANGES.find((range) => range === text) ?? otherwise;
}
