import { textOf, type ApiCall } from './api-request.ts';

/**
 * Carries requests to an app over HTTP.
 *
 * @param url The app's base address, without a slash at the end.
 */
export function callOverHttp(url: string): ApiCall {
  return async ({ method, path }, { params, query, headers, body }) => {
    const address = new URL(`${url}/api${filled(path, params)}`);
    address.search = new URLSearchParams(query).toString();
    const response = await fetch(address, {
      ...{ method, headers, redirect: 'manual' },
      ...(body === undefined ? {} : { body }),
    });
    const text = await textOf(response);
    return { status: response.status, headers: response.headers, text, logged: [] };
  };
}

/** A path with its parameters put in. */
export function filled(path: string, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => segmentOf(params[name] ?? ''));
}

/** As a client writes it: half a character cannot be sent, and what is empty or dots is no segment (RFC 3986, 5.2.4). */
function segmentOf(text: string): string {
  return /^\.{0,2}$/.test(text) ? `${text}-` : encodeURIComponent(text.toWellFormed());
}
