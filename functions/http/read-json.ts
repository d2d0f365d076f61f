import type { HttpRequest } from '@azure/functions';
import type { z } from 'zod';
import { issuesOf } from '../../shared/contracts/http/issues.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { UnreadableBody } from './unreadable-body.ts';

const MAX_BODY_BYTES = 256 * 1024;

/**
 * Reads and parses a JSON body.
 *
 * Throws UnreadableBody when it is no JSON or too long, InvalidInput with every fault when it is not what the
 * schema asks for.
 */
export async function readJson<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/([a-z0-9.+-]+\+)?json\b/i.test(type)) throw new UnreadableBody('not-json');
  // Said to be too long: refused unread. Said wrongly, or not at all: the length read counts.
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES)
    throw new UnreadableBody('too-long');
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw new UnreadableBody('too-long');
  return parseInput(parseText(new TextDecoder().decode(bytes)), schema, 'The body has faults.');
}

/** Parses input that is read already. Throws InvalidInput with every fault. */
export function parseInput<T>(input: unknown, schema: z.ZodType<T>, message: string): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new InvalidInput(message, issuesOf(result.error), { cause: result.error });
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInput('The body is not JSON.', [{ pointer: '', message: reason }], { cause: error });
  }
}
