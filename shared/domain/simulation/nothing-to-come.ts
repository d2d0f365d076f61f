import { InvalidInput } from '../errors.ts';

/** The refusal of recurrences without a slot to come, as scheduling and editing refuse them. */
export function nothingToCome(pointer: string): InvalidInput {
  const message = 'name no instant after that time';
  return new InvalidInput('The job cannot be simulated as it is defined.', [{ pointer, message }]);
}
