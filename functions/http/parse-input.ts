import type { z } from 'zod';
import { issuesOf } from '../../shared/contracts/http/issues.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { isNestedDeeper } from './is-nested-deeper.ts';

/** Parses input. Throws InvalidInput with every fault. */
export function parseInput<T>(input: unknown, schema: z.ZodType<T>, message: string): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new InvalidInput(message, issuesOf(result.error), { cause: result.error });
}

/** Nothing that is asked for is half as deep; what goes through a value by recursion can take some thousands. */
const MAX_LEVELS = 100;

/** Parses a JSON text. Throws InvalidInput. */
export function parseJsonText(text: string): unknown {
  if (isNestedDeeper(text, MAX_LEVELS)) {
    const message = `must have at most ${MAX_LEVELS} lists and objects in each other`;
    throw new InvalidInput('The body is nested too deep.', [{ pointer: '', message }]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInput('The body is not JSON.', [{ pointer: '', message: reason }], { cause: error });
  }
}
