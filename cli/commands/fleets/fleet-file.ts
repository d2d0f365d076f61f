import { readDocuments } from '../../apply/read-documents.ts';
import { toRequest } from '../../apply/to-request.ts';
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
  'The file is YAML or JSON: a document of kind Fleet, or the body of PUT /api/fleets/{fleetId} with its fleetId in it.';

/** A fleet as it stands in a file. Throws CommandFailed where it does not say which it is. */
export async function readFleetFile(
  { around }: CommandContext,
  path: string,
): Promise<{ readonly fleetId: string; readonly body: unknown }> {
  const [found, ...more] = await readDocuments([path], around);
  if (found === undefined || more.length > 0) throw new CommandFailed(`${path} has to hold one document.`);
  const body = toRequest(found, 'Fleet');
  const fleetId = isRecord(body) ? textAt(body, 'fleetId') : undefined;
  if (fleetId === undefined) throw new CommandFailed(`${path} has no fleetId.`);
  return { fleetId, body };
}
