import { OTHER_STREAMS } from '../../domain/telemetry/statistics.ts';
import { mergedSeries, type Series } from '../../domain/telemetry/tally.ts';
import type { Clock, Log } from '../ports/environment.ts';

/** Figures that are read together, and fail together. */
export interface FiguresPart {
  readonly name: string;
  /** How long an instance gives out what it has read, ms: it bounds the cost, however often it is asked. */
  readonly keepMs: number;
  readonly read: () => Promise<readonly Series[]>;
}

export interface Gathered {
  readonly series: readonly Series[];
  /** By the name of a part, whether it could be read. */
  readonly parts: ReadonlyMap<string, boolean>;
}

interface Dependencies {
  readonly parts: readonly FiguresPart[];
  /** Value streams that have lines of their own. */
  readonly streams: () => Promise<readonly string[]>;
  readonly mostStreams: number;
  readonly clock: Clock;
  readonly log: Log;
  /** A part that takes longer is left out. */
  readonly timeoutMs: number;
}

/** A part that fails for days is in the log as often. */
const LOG_EVERY_MS = 10 * 60_000;

/**
 * Reads all figures that are in the store, each part at most so often; those who ask at the same time share an answer.
 * A part that fails or takes too long is left out and named.
 */
export function createGatherFigures(dependencies: Dependencies): () => Promise<Gathered> {
  const { parts, streams, mostStreams } = dependencies;
  const readers = parts.map((part) => ({ name: part.name, read: createReadPart(part, dependencies) }));
  return async () => {
    const found = await Promise.all(readers.map(async ({ name, read }) => ({ name, series: await read() })));
    const series = found.flatMap((part) => part.series ?? []);
    const own = await streams().catch(() => []);
    return {
      series: withFewStreams(series, { own, most: mostStreams }),
      parts: new Map(found.map(({ name, series: read }) => [name, read !== undefined])),
    };
  };
}

function createReadPart(
  { name, keepMs, read }: FiguresPart,
  { clock, log, timeoutMs }: Dependencies,
): () => Promise<readonly Series[] | undefined> {
  let last: { readonly at: number; readonly series: Promise<readonly Series[] | undefined> } | undefined;
  let loggedAt = -Infinity;
  const readSafely = async (): Promise<readonly Series[] | undefined> => {
    try {
      return await withinMs(read(), timeoutMs);
    } catch (error) {
      const now = clock.now();
      if (now - loggedAt >= LOG_EVERY_MS) {
        log.error('A part of the figures cannot be read and is left out.', error, { part: name });
        loggedAt = now;
      }
      return undefined;
    }
  };
  return async () => {
    const now = clock.now();
    if (last === undefined || now - last.at >= keepMs || now < last.at) {
      last = { at: now, series: readSafely() };
    }
    return last.series;
  };
}

async function withinMs<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`There was no answer within ${ms} ms.`));
  }, ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The lines of value streams beyond the first so many, added up as `other`: those that were counted first come first. */
function withFewStreams(
  series: readonly Series[],
  { own, most }: { readonly own: readonly string[]; readonly most: number },
): readonly Series[] {
  const found = new Set(series.flatMap(({ attributes: { valueStream } }) => valueStream ?? []));
  const named = new Set([...own, ...[...found].toSorted()].slice(0, most));
  const lines = new Map<string, Series>();
  for (const line of series) {
    const { valueStream } = line.attributes;
    const isNamed = valueStream === undefined || named.has(valueStream);
    const attributes = isNamed ? line.attributes : { ...line.attributes, valueStream: OTHER_STREAMS };
    const key = JSON.stringify([line.metric, Object.entries(attributes).toSorted()]);
    const before = lines.get(key);
    lines.set(key, before === undefined ? { ...line, attributes } : mergedSeries(before, line));
  }
  return [...lines.values()];
}
