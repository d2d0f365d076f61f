import { readFleet } from '../../../shared/contracts/http/operation-paths.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { CommandFailed } from '../../command/failures.ts';
import { fieldAt, numberAt } from '../../output/read-field.ts';

const POLL_MS = 1000;

/** Waits until a fleet's jobs are what it wants, and gives the fleet as it is then. Throws CommandFailed when it is being deleted. */
export async function followFleet(context: CommandContext, fleetId: string): Promise<unknown> {
  const api = await context.api();
  for (;;) {
    const { body } = await api.call(readFleet, { path: { fleetId } });
    if (fieldAt(body, 'progress.isUpToDate') === true) return body;
    if (fieldAt(body, 'state') === 'deleting') throw new CommandFailed(`Fleet ${fleetId} is being deleted.`);
    context.out.progress(`${fleetId}: ${passedBy(body)}`);
    await context.around.pause(POLL_MS);
  }
}

/** `3,200 of some 10,000 models`: how far the round is, and how many the last whole one has found. */
function passedBy(fleet: unknown): string {
  const so = numberAt(fleet, 'progress.round.counts.models') ?? 0;
  const all = numberAt(fleet, 'progress.last.counts.models');
  return all === undefined || all < so ? `${so} models` : `${so} of some ${all} models`;
}
