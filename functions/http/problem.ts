import {
  InvalidInput,
  NotFound,
  Unavailable,
  VersionConflict,
  type Issue,
} from '../../shared/domain/errors.ts';
import type { Difference } from '../../shared/domain/job/difference.ts';
import type { ProblemType } from '../../shared/contracts/http/problem.ts';
import { UnreadableBody } from './unreadable-body.ts';

interface Problem {
  readonly type: ProblemType;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly issues?: readonly Issue[];
  readonly retryAfterSeconds?: number;
  /** What differs between the version that was expected and the present one. */
  readonly changed?: readonly Difference[];
}

/** A problem's answer. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer in the form of RFC 9457; `errors` lists every fault as in its section 3. */
export function problem({ type, issues, retryAfterSeconds, ...rest }: Problem): ProblemAnswer {
  return {
    status: rest.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({
      type: `urn:evenkeel:problem:${type}`,
      ...rest,
      ...(issues === undefined
        ? {}
        : { errors: issues.map(({ pointer, message }) => ({ pointer, detail: message })) }),
    }),
  };
}

/** The answer to an error that has a meaning for the caller, or undefined: then it is a fault of ours. */
export function problemOf(error: unknown): ProblemAnswer | undefined {
  if (error instanceof InvalidInput) {
    const { message: detail, issues } = error;
    return problem({ type: 'invalid-input', status: 400, title: 'The request has faults.', detail, issues });
  }
  if (error instanceof UnreadableBody) {
    const detail = error.message;
    return error.reason === 'too-long'
      ? problem({ type: 'payload-too-large', status: 413, title: 'The body is too long.', detail })
      : problem({
          type: 'unsupported-media-type',
          status: 415,
          title: 'The body is of another type.',
          detail,
        });
  }
  if (error instanceof NotFound) return notFound(error.what, error.id);
  if (error instanceof VersionConflict) {
    return problem({
      type: 'conflict',
      status: 409,
      title: 'Changed by someone else.',
      detail: error.message,
    });
  }
  if (error instanceof Unavailable) {
    return problem({
      type: 'unavailable',
      status: 503,
      title: 'A service that is needed did not answer.',
      detail: `${error.message} Try again.`,
      retryAfterSeconds: Math.ceil((error.retryAfterMs ?? 5_000) / 1000),
    });
  }
  return undefined;
}

/** 404 for a thing that is not there, or that the caller may not see. */
export function notFound(what: string, id: string): ProblemAnswer {
  const detail = `There is no ${what} '${id}'.`;
  return problem({ type: 'not-found', status: 404, title: 'Not found.', detail });
}
