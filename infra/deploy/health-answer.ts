import { z } from 'zod';

const healthSchema = z.looseObject({
  status: z.string(),
  version: z.string().optional(),
  checks: z.record(z.string(), z.string()).default({}),
});

/** What an app said of its health, or what came in place of that. */
export type HealthAnswer =
  | {
      readonly kind: 'health';
      readonly httpStatus: number;
      /** Of the build that answered; older ones do not tell. */
      readonly version: string | undefined;
      /** By service: `ok`, or what is wrong. */
      readonly checks: Readonly<Record<string, string>>;
    }
  /** Another page: the host's before it has an app, or a proxy's. */
  | { readonly kind: 'other'; readonly httpStatus: number }
  | { readonly kind: 'none'; readonly reason: string };

/** An app that does not answer in this time is not one that anybody could use. */
const ANSWER_WITHIN_MS = 15_000;

/** Asks the app at an address how it is. Never rejects. */
export async function askHealth(url: string, withinMs = ANSWER_WITHIN_MS): Promise<HealthAnswer> {
  try {
    const response = await fetch(new URL('/api/health', url), {
      headers: { 'cache-control': 'no-cache' },
      redirect: 'manual',
      signal: AbortSignal.timeout(withinMs),
    });
    return read(response.status, await response.text());
  } catch (error) {
    return { kind: 'none', reason: reasonOf(error) };
  }
}

function read(httpStatus: number, text: string): HealthAnswer {
  try {
    const { version, checks } = healthSchema.parse(JSON.parse(text));
    return { kind: 'health', httpStatus, version, checks };
  } catch {
    return { kind: 'other', httpStatus };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it took too long';
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** An answer in words. */
export function describe(answer: HealthAnswer | undefined): string {
  if (answer === undefined) return 'it was not asked';
  if (answer.kind === 'none') return `it does not answer: ${answer.reason}`;
  if (answer.kind === 'other') return `something else answers, with status ${answer.httpStatus}`;
  const failing = Object.entries(answer.checks)
    .filter(([, result]) => result !== 'ok')
    .map(([name, result]) => `${name}: ${result}`);
  const version = answer.version ?? 'an unknown version';
  return `${version} answers with status ${answer.httpStatus}${failing.map((each) => `; ${each}`).join('')}`;
}
