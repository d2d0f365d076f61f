import { z } from 'zod';
import { LINT_CODES } from '../../domain/schedule/lint-recurrences.ts';

/** Something allowed that is seldom meant. */
export const warningView = z
  .object({
    code: z.enum(LINT_CODES),
    pointer: z.string().describe('A JSON pointer (RFC 6901) into the request.'),
    message: z.string(),
  })
  .meta({ id: 'Warning' });
