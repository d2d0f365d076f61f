import type { ApiAnswer } from '../api/api-client.ts';
import { CommandFailed } from '../command/failures.ts';

/** The version of what was read. Throws CommandFailed where the server tells none. */
export function etagOf({ headers }: ApiAnswer): string {
  const etag = headers.get('etag');
  if (etag === null) throw new CommandFailed('The server does not tell the version of what it answers.');
  return etag;
}
