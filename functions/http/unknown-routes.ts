import type { HttpMethod, HttpRequest, HttpResponseInit } from '@azure/functions';
import type { FunctionRegistry } from '../registry.ts';
import type { Operation } from './api/call.ts';
import { httpHandler, type Answering } from './handler.ts';
import { problem } from './problem.ts';

const METHODS: HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** What pages of allowed origins may send. */
const SENT_HEADERS =
  'Accept, Authorization, Change-Reason, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Api-Key';

const PREFLIGHT_AGE_SECONDS = '600';

/**
 * Answers whatever no operation answers: 404 for a path that is none, 405 with `Allow` for a method that the path has not,
 * and OPTIONS, also as a page of another origin asks before it sends anything. The host tries the routes in the order of
 * the functions' names, whatever their case, and takes the first that fits path and method: the name has to be the last
 * but that of the web page.
 */
export function registerUnknownRoutes(
  app: FunctionRegistry,
  operations: readonly Operation[],
  answering: Answering,
): void {
  const paths = pathsOf(operations);
  app.http('zUnknownRoute', {
    methods: METHODS,
    route: 'api/{*path}',
    authLevel: 'anonymous',
    handler: httpHandler(async (request) => answer(request, paths, answering), answering),
  });
}

interface KnownPath {
  readonly segments: readonly string[];
  readonly method: string;
}

function pathsOf(operations: readonly Operation[]): readonly KnownPath[] {
  return operations.map(({ contract: { method, path } }) => ({ method, segments: segmentsOf(path) }));
}

function answer(
  request: HttpRequest,
  paths: readonly KnownPath[],
  { allowedOrigins }: Answering,
): HttpResponseInit {
  const pathname = URL.parse(request.url)?.pathname ?? '';
  const [, ...asked] = segmentsOf(pathname);
  const methods = new Set(paths.filter(({ segments }) => fits(segments, asked)).map(({ method }) => method));
  if (methods.size === 0) {
    const detail = `There is nothing at ${pathname}.`;
    return problem({ type: 'not-found', status: 404, title: 'Not found.', detail });
  }
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (request.method === 'OPTIONS')
    return { status: 204, headers: optionsOf(request, allow, allowedOrigins) };
  const refused = problem({
    type: 'method-not-allowed',
    status: 405,
    title: 'Not with this method.',
    detail: `${pathname} takes ${allow}.`,
  });
  return { ...refused, headers: { ...refused.headers, allow } };
}

function optionsOf(
  { headers }: HttpRequest,
  allow: string,
  allowedOrigins: readonly string[],
): Record<string, string> {
  const origin = headers.get('origin');
  const isPreflight = headers.get('access-control-request-method') !== null;
  if (!isPreflight || origin === null || !allowedOrigins.includes(origin)) return { allow };
  return {
    allow,
    'access-control-allow-methods': allow,
    'access-control-allow-headers': SENT_HEADERS,
    'access-control-max-age': PREFLIGHT_AGE_SECONDS,
  };
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** As the host compares: literals whatever their case, a parameter with any segment. */
function fits(segments: readonly string[], asked: readonly string[]): boolean {
  if (segments.length !== asked.length) return false;
  return segments.every(
    (segment, index) => segment.startsWith('{') || segment.toLowerCase() === asked[index]?.toLowerCase(),
  );
}
