import { readFleet, saveFleet } from '../../../shared/contracts/http/operation-paths.ts';
import type { ApiClient } from '../../api/api-client.ts';
import { ApiRefused } from '../../api/api-refused.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { CommandFailed } from '../../command/failures.ts';
import { flag } from '../../command/parameters.ts';
import { fieldAt } from '../../output/read-field.ts';
import { etagOf } from '../etag-of.ts';
import { followFleet } from './follow-fleet.ts';
import { FILE_DETAILS, file, readFleetFile } from './fleet-file.ts';
import { failedOf, FAULT_COLUMNS, faultsOf, sentenceOf } from './fleet-output.ts';

export const fleetsApply = command({
  name: 'fleets apply',
  summary: 'make a fleet what a file says',
  details: [
    FILE_DETAILS,
    'Applied twice, nothing changes the second time. Exit code 1 when a model has not the job that it should have.',
  ].join('\n'),
  options: { file, reason, wait: flag('wait until its jobs are what it wants') },
  run: async (context, { file: path, reason: why, wait }) => {
    const { fleetId, body } = await readFleetFile(context, path);
    const api = await context.api();
    const condition = await conditionOf(api, fleetId);
    const headers = { ...context.reasonHeader(why), ...condition };
    const { status, body: answered } = await api.call(saveFleet, { path: { fleetId }, headers, body });
    const saved = wait ? await followFleet(context, fleetId) : answered;
    const verb = status === 201 ? 'made' : `at generation ${String(fieldAt(saved, 'generation'))}`;
    context.out.done(`Fleet ${fleetId} is ${verb}. ${sentenceOf(saved)}`, saved);
    const failed = failedOf(saved);
    if (failed === 0) return;
    if (context.out.format === 'people') context.out.list(faultsOf(saved), FAULT_COLUMNS);
    throw new CommandFailed(`${failed} models have not the job that they should have.`);
  },
});

/** The version that is there is replaced, and no other one. */
async function conditionOf(api: ApiClient, fleetId: string): Promise<Readonly<Record<string, string>>> {
  try {
    return { 'if-match': etagOf(await api.call(readFleet, { path: { fleetId } })) };
  } catch (error) {
    if (error instanceof ApiRefused && error.status === 404) return {};
    throw error;
  }
}
