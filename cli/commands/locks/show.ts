import { readLock } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { requiredText } from '../../command/parameters.ts';
import { LOCK_CHANGE_COLUMNS, LOCK_COLUMNS } from '../../output/shared-columns.ts';
import { listAt } from '../../output/read-field.ts';

export const resource = requiredText('name of the resource', { placeholder: 'resource' });

export const locksShow = command({
  name: 'locks show',
  summary: 'show the lock of a resource, with its last changes',
  arguments: { resource },
  run: async (context, { resource: name }) => {
    const { body } = await (await context.api()).call(readLock, { path: { resource: name } });
    printLock(context, body);
  },
});

export function printLock({ out }: CommandContext, lock: unknown): void {
  out.item(lock, LOCK_COLUMNS);
  out.section('Last changes', listAt(lock, 'lastChanges'), LOCK_CHANGE_COLUMNS);
}
