import { readYamlFile } from '../../apply/read-documents.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { CommandFailed } from '../../command/failures.ts';
import { requiredText } from '../../command/parameters.ts';
import { isRecord, textAt } from '../../output/read-field.ts';

export const fleet = requiredText('id of the fleet', { placeholder: 'fleet' });

export const file = requiredText('the fleet; - for standard input', {
  short: 'f',
  placeholder: 'file',
  isFile: true,
});

/** What is said of the files, by the commands that take one. */
export const FILE_DETAILS =
  'The file is YAML or JSON: the body of PUT /api/fleets/{fleetId}, with its fleetId in it.';

/** A fleet as it stands in a file. Throws CommandFailed where it does not say which it is. */
export async function readFleetFile(
  { around }: CommandContext,
  path: string,
): Promise<{ readonly fleetId: string; readonly body: unknown }> {
  const body = await readYamlFile(path, around);
  const fleetId = isRecord(body) ? textAt(body, 'fleetId') : undefined;
  if (fleetId === undefined) throw new CommandFailed(`${path} has no fleetId.`);
  return { fleetId, body };
}
