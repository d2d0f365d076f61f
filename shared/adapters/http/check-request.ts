import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { OutgoingRequest } from '../../application/ports/outgoing-http.ts';
import { InvalidInput, type Issue } from '../../domain/errors.ts';

/** Longest time that a timer of Node can wait; a longer one would be over at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;
const MAX_REDIRECTS = 10;

/** They rule the connection and the form of the body, which are this client's own; with them a request could be smuggled. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Throws InvalidInput with every fault of a request but its URL's; no value of a header is repeated. */
export function checkRequest(request: OutgoingRequest): void {
  const issues = [
    ...numberIssues(request, ['headTimeoutMs', 'idleTimeoutMs', 'totalTimeoutMs'], {
      min: 1,
      max: MAX_DELAY_MS,
    }),
    ...numberIssues(request, ['maxBytes'], { min: 0, max: Number.MAX_SAFE_INTEGER }),
    ...numberIssues(request, ['maxRedirects'], { min: 0, max: MAX_REDIRECTS }),
    ...headerIssues(request.headers ?? {}),
  ];
  if (request.method === 'GET' && request.body !== undefined) {
    issues.push({ pointer: '/body', message: 'A GET has no body.' });
  }
  if (issues.length > 0) throw new InvalidInput('The outgoing request has faults.', issues);
}

type NumberName = 'headTimeoutMs' | 'idleTimeoutMs' | 'totalTimeoutMs' | 'maxBytes' | 'maxRedirects';

function numberIssues(
  request: OutgoingRequest,
  names: readonly NumberName[],
  { min, max }: { readonly min: number; readonly max: number },
): Issue[] {
  return names
    .filter((name) => {
      const value = request[name] ?? min;
      return !Number.isInteger(value) || value < min || value > max;
    })
    .map((name) => ({ pointer: `/${name}`, message: `Must be a whole number from ${min} to ${max}.` }));
}

function headerIssues(headers: Readonly<Record<string, string>>): Issue[] {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  return Object.entries(headers).flatMap(([name, value], index) => {
    const message = headerFault(name, value, names.indexOf(name.toLowerCase()) !== index);
    return message === undefined ? [] : [{ pointer: `/headers/${escapePointer(name)}`, message }];
  });
}

function headerFault(name: string, value: string, isRepeated: boolean): string | undefined {
  if (OWN_HEADERS.has(name.toLowerCase())) return 'Is set by the client itself.';
  if (isRepeated) return 'Is given twice.';
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return undefined;
  } catch {
    return 'Is no header of HTTP: its name or value has a character that is not allowed.';
  }
}

/** RFC 6901, section 3. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
