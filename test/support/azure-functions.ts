import functions from '@azure/functions';

/*
 * The package is CommonJS, and its classes are no named exports to an ES module: they are taken from the default
 * export here, in one place.
 */
export const { HttpRequest, HttpResponse, InvocationContext } = functions;
export const { AppTerminateContext, LogHookContext, PostInvocationContext, PreInvocationContext } = functions;
