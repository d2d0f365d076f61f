import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { RequestScope } from '../../shared/application/ports/request-scope.ts';
import { withHeaders, type AnswerRules } from './answer-headers.ts';
import { problem, problemOf } from './problem.ts';
import { ANSWER_WITHIN_MS, withinTime } from './within-time.ts';

/** How requests are answered, whatever is asked for. */
export interface Answering extends AnswerRules {
  readonly answerWithinMs: number;
  /** What surrounds the answering of each operation; absent: nothing does. */
  readonly requests?: RequestScope;
}

/** No page of another origin may read anything. */
export const SAME_ORIGIN: Answering = { allowedOrigins: [], answerWithinMs: ANSWER_WITHIN_MS };

/**
 * Wraps a handler: errors with a meaning become problem answers, and anything else is logged with its
 * invocation and answered 500 without its text. Every answer comes in time, and with the headers that all have.
 */
export function httpHandler(
  handle: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
  answering: Answering = SAME_ORIGIN,
): HttpHandler {
  return async (request, context) => {
    const answer = await withinTime(answered(handle, request, context), answering.answerWithinMs);
    return withHeaders(answer, request, answering);
  };
}

async function answered(
  handle: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
  request: HttpRequest,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  try {
    return await handle(request, context);
  } catch (error) {
    const known = problemOf(error);
    if (known !== undefined) return known;
    context.error(error);
    return problem({
      type: 'internal-error',
      status: 500,
      title: 'Something went wrong here.',
      detail: `The fault is logged under invocation ${context.invocationId}.`,
    });
  }
}
