import { flag, text, wholeNumber } from './parameters.ts';
import { INSTANT_FORMS } from './read-instant.ts';

/* Options that several commands have. */

export const reason = text('why; kept with the change');
export const limit = wholeNumber('at most so many (50)');
export const all = flag('all there are');

export function instant(what: string) {
  return text(`${what}: ${INSTANT_FORMS}`, { placeholder: 'instant' });
}
