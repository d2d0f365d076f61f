import { InvalidInput } from '../errors.ts';

/** The error for a data file that cannot be read; the message names the line or the column. */
export function invalidFile(message: string): InvalidInput {
  return new InvalidInput(message, [{ pointer: '', message }]);
}
