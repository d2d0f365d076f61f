import { breakLock, readLock } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { reason } from '../../command/command-inputs.ts';
import { flag } from '../../command/parameters.ts';
import { listAt, textAt } from '../../output/read-field.ts';
import { etagOf } from '../etag-of.ts';
import { resource } from './show.ts';

export const locksBreak = command({
  name: 'locks break',
  summary: 'take a lock from its holder',
  details: 'The holding that is shown is the one that is broken: not one that has begun meanwhile.',
  arguments: { resource },
  options: { reason, forgetTicket: flag('ask the report server anew, although it may still be at work') },
  run: async (context, { resource: name, reason: why, forgetTicket }) => {
    const api = await context.api();
    const path = { resource: name };
    const lock = await api.call(readLock, { path });
    const holder = textAt(lock.body, 'holder.runId') ?? 'nobody';
    await context.confirm(`Break the lock of ${name}, ${textAt(lock.body, 'state') ?? ''} by ${holder}?`);
    const body = { ...(await context.actor(why)), forgetTicket };
    const headers = { 'if-match': etagOf(lock) };
    const { body: broken } = await api.call(breakLock, { path, body, headers });
    for (const warning of listAt(broken, 'warnings'))
      context.out.note(`Warning: ${textAt(warning, 'message') ?? ''}`);
    context.out.done(`The lock of ${name} is broken.`, broken);
  },
});
