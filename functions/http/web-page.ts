import type { HttpMethod, HttpRequest, HttpResponseInit } from '@azure/functions';
import type { WebPage, WebPageFile, WebPageFiles } from '../../shared/application/ports/web-page.ts';
import type { FunctionRegistry } from '../registry.ts';
import { acceptedEncoding } from './accepted-encoding.ts';
import type { ReadableHeaders } from './api/call.ts';
import { cachedAnswer } from './cached-answer.ts';
import { httpHandler, type Answering } from './handler.ts';
import type { SignInOffer } from './sign-in.ts';
import { webPageHeaders } from './web-page-headers.ts';

const METHODS: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const INDEX = 'index.html';

/** A year, which is as long as anything is kept. */
const FOR_EVER = 'public, max-age=31536000, immutable';

const ALLOW = 'GET, HEAD';

/** What the host has for itself; it asks its own routes first, all but the last of these. */
const HOSTS_OWN = /^(admin|runtime)(\/|$)/i;

/** What the platform asks of a new instance before it sends anybody there. The host tries this app's routes before its own. */
const WARM_UP = /^admin\/warmup\/?$/i;

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Evenkeel</title>
  </head>
  <body>
    <h1>The web page has not been built</h1>
    <p>Run <code>npm run build:web</code> and load this page again. The API is at <a href="/api/docs">/api/docs</a>.</p>
  </body>
</html>
`;

export interface WebPageParts {
  readonly webPage: WebPage;
  /** Where it may get tokens. */
  readonly signIn: SignInOffer;
}

/**
 * Serves the web page at every path that is neither the API's nor the host's: its files, and itself for the addresses of
 * its screens. It holds no data and knows nobody, so that anyone may have it, as often as they like.
 *
 * The host tries the routes in the order of the functions' names and takes the first that fits: this one has to be the
 * last of all.
 */
export function registerWebPage(app: FunctionRegistry, parts: WebPageParts, answering: Answering): void {
  const headers = webPageHeaders(parts.signIn);
  app.http('zWebPage', {
    methods: METHODS,
    route: '{*path}',
    authLevel: 'anonymous',
    handler: httpHandler(async (request) => answer(request, parts.webPage, headers), answering),
  });
}

type Headers = Readonly<Record<string, string>>;

async function answer(request: HttpRequest, webPage: WebPage, page: Headers): Promise<HttpResponseInit> {
  // As it was sent: the files' names need no decoding, and what is not a name of one leads nowhere.
  const name = URL.parse(request.url)?.pathname.slice(1) ?? '';
  if (WARM_UP.test(name)) return { status: 200 };
  if (HOSTS_OWN.test(name)) return missing(name);
  if (request.method === 'OPTIONS') return { status: 204, headers: { allow: ALLOW } };
  if (request.method !== 'GET' && request.method !== 'HEAD') return notWithThisMethod();
  const files = await webPage.files();
  if (files === undefined) return { status: 404, headers: { ...page, ...HTML }, body: NOT_BUILT };
  const file = files.get(name) ?? (isScreen(name, files, request.headers) ? files.get(INDEX) : undefined);
  return file === undefined ? missing(name) : fileAnswer(file, { request, page });
}

/**
 * Whether a path may be the address of a screen: of the page itself, or asked for by a browser that is to show it. What
 * looks like a file, where the page has files, is a file that is gone: code must not be answered with a page. Ids of jobs
 * may have dots.
 */
function isScreen(name: string, files: WebPageFiles, headers: ReadableHeaders): boolean {
  if (name === '') return true;
  if (!/\btext\/html\b/i.test(headers.get('accept') ?? '')) return false;
  const [, folder = '', last = ''] = /^(.*\/)?([^/]*)$/.exec(name) ?? [];
  return !last.includes('.') || ![...files.keys()].some((each) => folderOf(each) === folder);
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

function fileAnswer(
  { contentType, version, isHashed, bytes, encoded }: WebPageFile,
  { request: { headers, method }, page }: { readonly request: HttpRequest; readonly page: Headers },
): HttpResponseInit {
  const encoding = acceptedEncoding(encoded.keys(), headers);
  const body = (encoding && encoded.get(encoding)) ?? bytes;
  const answered = cachedAnswer(headers, {
    ...{ contentType, body },
    version: encoding === undefined ? version : `${version}-${encoding}`,
    cacheControl: isHashed ? FOR_EVER : 'no-cache',
    headers: {
      ...(contentType.startsWith('text/html') ? page : {}),
      vary: 'Accept-Encoding',
      ...(encoding !== undefined && { 'content-encoding': encoding }),
    },
  });
  if (answered.status === 304) return answered;
  const head = { headers: { ...answered.headers, 'content-length': String(body.byteLength) } };
  return method === 'HEAD' ? head : { ...head, body };
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const HTML = { 'content-type': 'text/html; charset=utf-8' };

function missing(name: string): HttpResponseInit {
  return text(404, `There is nothing at /${name}.`);
}

function notWithThisMethod(): HttpResponseInit {
  const refused = text(405, `This takes ${ALLOW}.`);
  return { ...refused, headers: { ...refused.headers, allow: ALLOW } };
}

function text(status: number, line: string) {
  return { status, headers: TEXT, body: `${line}\n` };
}
