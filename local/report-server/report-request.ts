import { MAX_OFFSET } from './report-csv.ts';

/** What the server is asked for. */
export type ReportRequest =
  | { readonly kind: 'request-report'; readonly resource: string; readonly offset: number }
  | { readonly kind: 'get-report'; readonly ticket: string }
  | { readonly kind: 'stats' };

/** Thrown for what the server does not know; the message says what, and `status` how it is answered. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: 400 | 404 | 405;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: 400 | 404 | 405, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

const REQUEST_PATH = '/request_report';
const GET_PATH = '/get_report/';
const MAX_RESOURCE_LENGTH = 200;

/**
 * Reads method and address of a request. A ticket is one segment of the path, percent-encoded.
 *
 * @throws BadRequest for another path, another method, and a parameter that is unknown, repeated or no value.
 */
export function parseReportRequest(method: string, url: string): ReportRequest {
  const [path = '', query = ''] = url.split('?', 2);
  if (path === REQUEST_PATH) {
    assertMethod(method, ['GET', 'POST']);
    return { kind: 'request-report', ...parseQuery(query) };
  }
  assertMethod(method, ['GET']);
  if (path === '/stats') return { kind: 'stats' };
  if (path.startsWith(GET_PATH)) return { kind: 'get-report', ticket: parseTicket(path) };
  throw new BadRequest(404, `There is nothing at ${path}.`);
}

function assertMethod(method: string, allowed: readonly string[]): void {
  if (allowed.includes(method)) return;
  const allow = allowed.join(', ');
  throw new BadRequest(405, `The method must be ${allowed.join(' or ')}; it is ${method}.`, { allow });
}

function parseTicket(path: string): string {
  const segment = path.slice(GET_PATH.length);
  // A ticket with a slash in it has to be encoded: taking it as it is would hide that the caller forgot.
  if (segment.includes('/')) throw new BadRequest(404, `There is nothing at ${path}.`);
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new BadRequest(400, `The ticket '${segment}' is not percent-encoded text.`);
  }
}

function parseQuery(query: string): { readonly resource: string; readonly offset: number } {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (name !== 'offset' && name !== 'resource') {
      throw new BadRequest(400, `The parameter '${name}' is not known; there are offset and resource.`);
    }
    if (parameters.has(name)) throw new BadRequest(400, `The parameter '${name}' is there twice.`);
    parameters.set(name, value);
  }
  return {
    resource: parseResource(parameters.get('resource') ?? REQUEST_PATH),
    offset: parseOffset(parameters.get('offset') ?? '0'),
  };
}

function parseResource(text: string): string {
  if (text !== '' && text.length <= MAX_RESOURCE_LENGTH) return text;
  throw new BadRequest(
    400,
    `resource must be 1 to ${MAX_RESOURCE_LENGTH} characters long; it is ${text.length}.`,
  );
}

function parseOffset(text: string): number {
  if (/^\d{1,12}$/.test(text) && Number(text) <= MAX_OFFSET) return Number(text);
  throw new BadRequest(400, `offset must be an integer from 0 to ${MAX_OFFSET}; it is '${text}'.`);
}
