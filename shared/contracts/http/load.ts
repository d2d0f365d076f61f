import { z } from 'zod';
import type { RunLoad } from '../../domain/overview/run-load.ts';
import { instantView } from './instant-view.ts';
import { NO_BODY, NO_PARAMS, operationContract } from './operation.ts';

const load = z
  .object({
    from: instantView,
    until: instantView,
    minutes: z
      .array(z.object({ at: instantView.describe('When the minute begins.'), runs: z.int().min(0) }))
      .readonly()
      .describe('Every minute of the range, also those without a run.'),
    total: z.int().min(0),
    isPartial: z
      .boolean()
      .describe('There is more than was counted: more than 5,000 jobs, or 366 slots of one of them.'),
  })
  .meta({ id: 'Load' });

export type LoadView = z.output<typeof load>;

/** What callers read of the coming runs. */
export function loadView({ from, until, minutes, ...rest }: RunLoad): z.output<typeof load> {
  return {
    ...{ from: toIso(from), until: toIso(until) },
    minutes: minutes.map(({ at, runs }) => ({ at: toIso(at), runs })),
    ...rest,
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}

export const readLoadContract = operationContract({
  ...{ operationId: 'readLoad', method: 'GET', path: '/load', tag: 'Operations' },
  summary: 'How many runs are to start in each of the coming minutes',
  description:
    'From the minute under way: the runs that are dispatched already, and the slots that jobs have until then, at the times at which their runs start. What concurrency limits, overlaps and retries will change is not in it. What was calculated is given out again for half a minute, by each instance.',
  access: { role: 'reader', of: 'any' },
  params: NO_PARAMS,
  query: z.strictObject({
    minutes: z.coerce
      .number('must be a number')
      .int('must be a whole number')
      .min(5, 'must be at least 5')
      .max(1440, 'must be at most 1440')
      .default(60),
    valueStream: z.string().exactOptional().describe('Only this one.'),
  }),
  body: NO_BODY,
  answers: { 200: { description: 'The coming runs.', schema: load } },
  example: { query: { minutes: '5' }, status: 200 },
});
