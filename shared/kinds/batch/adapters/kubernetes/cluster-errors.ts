import { z } from 'zod';
import { Unavailable } from '../../../../domain/errors.ts';
import { ClusterRefusal } from '../../application/ports/cluster.ts';

/** An answer that is an error, as the client throws it. */
const answered = z.object({
  code: z.number(),
  body: z.unknown(),
  headers: z.record(z.string(), z.string()).default({}),
});

const status = z.object({ message: z.string(), reason: z.string().optional() });

/** The status of the answer that an error stands for; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return answered.safeParse(error).data?.code;
}

/** What a failed call means to callers: ClusterRefusal, or Unavailable. The client's own message holds all headers. */
export function toClusterError(what: string, error: unknown): Error {
  if (error instanceof ClusterRefusal || error instanceof Unavailable) return error;
  const found = answered.safeParse(error).data;
  if (found === undefined) return toUnansweredError(what, error);
  const { code, body, headers } = found;
  const message = messageOf(body);
  const told = `The cluster answered ${code} (${what})${message === '' ? '' : `: ${message}`}`;
  if (isPassing(code, message)) return new Unavailable(told, retryAfterMsOf(headers), { cause: error });
  return new ClusterRefusal(code, told, { cause: error });
}

/** Nobody can wait for a kubeconfig to mend itself: what is not of the network is refused, by its own words. */
function toUnansweredError(what: string, error: unknown): Error {
  const isOfNetwork = error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError');
  if (isOfNetwork)
    return new Unavailable(`The cluster did not answer (${what}).`, undefined, { cause: error });
  const message = error instanceof Error ? error.message.slice(0, 300) : '';
  return new ClusterRefusal(0, `The cluster cannot be called (${what}): ${message}`, { cause: error });
}

/**
 * A full quota is told by 403: it passes when others have finished. A list whose pages have grown too old meanwhile (410)
 * is begun anew by whoever asks again.
 */
function isPassing(code: number, message: string): boolean {
  return code === 410 || code === 429 || code >= 500 || (code === 403 && message.includes('exceeded quota'));
}

function messageOf(body: unknown): string {
  const value: unknown = typeof body === 'string' ? parsed(body) : body;
  return status.safeParse(value).data?.message.slice(0, 500) ?? '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfterMsOf(headers: Readonly<Record<string, string>>): number | undefined {
  const seconds = Number(headers['retry-after'] ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
