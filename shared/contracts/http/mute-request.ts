import { z } from 'zod';
import { InvalidInput } from '../../domain/errors.ts';
import { whole } from '../job-policies.ts';
import { runRequest } from './run-requests.ts';

const DAY_SECONDS = 86_400;

/** Who wants silence for longer wants another rule. */
const MAX_MUTE_DAYS = 90;

/** The body of `POST …/mute`. */
export const muteRequest = runRequest
  .extend({
    until: z.iso
      .datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset or Z' })
      .exactOptional()
      .describe(`At most ${MAX_MUTE_DAYS} days from now.`),
    forSeconds: whole(1, MAX_MUTE_DAYS * DAY_SECONDS)
      .exactOptional()
      .describe('In place of `until`, from now.'),
  })
  .refine(
    ({ until, forSeconds }) => (until === undefined) !== (forSeconds === undefined),
    'must have either until or forSeconds',
  );

/** When a mute ends, epoch ms. Throws InvalidInput when that is past, or too far away. */
export function muteEnd({ until, forSeconds = 0 }: z.output<typeof muteRequest>, now: number): number {
  if (until === undefined) return now + forSeconds * 1000;
  const end = Date.parse(until);
  if (end > now && end <= now + MAX_MUTE_DAYS * DAY_SECONDS * 1000) return end;
  const message = end > now ? `must be at most ${MAX_MUTE_DAYS} days from now` : 'must be in the future';
  throw new InvalidInput('The body has faults.', [{ pointer: '/until', message }]);
}
