import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { problem, problemOf } from './problem.ts';

/**
 * Wraps a handler: errors with a meaning become problem answers, and anything else is logged with its
 * invocation and answered 500 without its text.
 */
export function httpHandler(
  handle: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
): HttpHandler {
  return async (request, context) => {
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
  };
}
