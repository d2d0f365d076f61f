import { z } from 'zod';
import { InvalidInput } from '../../domain/errors.ts';
import { paging } from './paging.ts';
import { queryInstant } from './query-instant.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Stands for every characteristic, or every segment. */
const EVERY = '*';

/** The whole sample, as the warehouse's column names it too. */
const WHOLE = 'ALL';

/** Which figures of a measurement are asked for. */
export interface FigureFilter {
  /** Absent: every column. */
  readonly characteristic?: string;
  readonly segment: SegmentFilter;
}

/** The whole sample, every segment and the whole, or the one segment with these values by column. */
export type SegmentFilter = 'whole' | 'every' | Readonly<Record<string, string>>;

export interface StabilityQuery {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly cursor?: string;
  /** Absent: the measurements' totals alone. */
  readonly figures?: FigureFilter;
}

const segmentValues = z.record(z.string(), z.string());

const segment = z.string().transform((text, context): SegmentFilter => {
  if (text === WHOLE) return 'whole';
  if (text === EVERY) return 'every';
  const parsed = segmentValues.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const message = `must be ${WHOLE}, ${EVERY}, or a JSON object such as {"channel":"web"}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const characteristic = z.string().min(1, 'must not be empty');

/** The query of `GET /api/models/{modelId}/stability`. */
export const stabilityQuery = z.strictObject({
  from: queryInstant.exactOptional(),
  to: queryInstant.exactOptional(),
  characteristic: characteristic
    .exactOptional()
    .describe('Gives the figures of this column, or of every one (`*`), with each measurement.'),
  segment: segment
    .exactOptional()
    .describe(
      'Gives the figures of the whole sample (`ALL`), of every segment too (`*`), or of the one named.',
    ),
  ...paging,
});

/** What is asked for at an instant (epoch ms): by default the 90 days before it. Throws InvalidInput. */
export function toStabilityQuery(
  { from, to, limit, cursor, ...filter }: z.output<typeof stabilityQuery>,
  now: number,
): StabilityQuery {
  const end = to ?? now;
  const start = from ?? end - 90 * DAY_MS;
  if (start >= end) {
    throw new InvalidInput('The query has faults.', [{ pointer: '/to', message: 'must be after "from"' }]);
  }
  const figures = toFilter(filter);
  return {
    ...{ from: start, to: end, limit },
    ...(cursor === undefined ? {} : { cursor }),
    ...(figures === undefined ? {} : { figures }),
  };
}

function toFilter({
  characteristic: name,
  segment: wanted,
}: {
  readonly characteristic?: string;
  readonly segment?: SegmentFilter;
}): FigureFilter | undefined {
  if (name === undefined && wanted === undefined) return undefined;
  return {
    ...(name === undefined || name === EVERY ? {} : { characteristic: name }),
    segment: wanted ?? 'whole',
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
