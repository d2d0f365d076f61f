import { readRun } from '../../../shared/contracts/http/operation-paths.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { CommandFailed } from '../../command/failures.ts';
import { textAt } from '../../output/read-field.ts';
import { printRun } from './show.ts';

const POLL_MS = 1000;

/** In which a run has ended. */
export const FINAL_STATES: ReadonlySet<string> = new Set([
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
  'dead',
]);

/** Waits until a run has ended, and shows it. Throws CommandFailed when it has no result. */
export async function followRun(context: CommandContext, runId: string): Promise<void> {
  const api = await context.api();
  const read = async (): Promise<unknown> => (await api.call(readRun, { path: { runId } })).body;
  let present = await read();
  while (!FINAL_STATES.has(textAt(present, 'state') ?? '')) {
    context.out.progress(`${runId}: ${textAt(present, 'state') ?? ''}`);
    await context.around.pause(POLL_MS);
    present = await read();
  }
  printRun(context, present);
  const state = textAt(present, 'state') ?? '';
  if (state !== 'succeeded') throw new CommandFailed(`Run ${runId} ended as ${state}.`);
}
