import { inject, Service } from '@angular/core';
import { filledPath, type OperationPath } from '../../shared/contracts/http/operation-path.ts';
import type { ApiCall } from './api-call.ts';
import { callFailed } from './problem.ts';
import { queryText } from './query-text.ts';
import { Session } from './session.ts';

/** A table of more pages than this is not for a browser: the command line writes it to a file as it comes. */
const MAX_PAGES = 200;

/** Gives what the API answers as a table (`Accept: text/csv`) to whoever asks for it as a file. */
@Service()
export class Downloads {
  readonly #session = inject(Session);

  /**
   * Reads every page of the table and hands it to the browser under the name. False when it has more pages than are
   * read here, so that the file has the first ones only. Throws CallFailed.
   */
  async csv(
    operation: OperationPath,
    call: Pick<ApiCall, 'path' | 'query'>,
    fileName: string,
  ): Promise<boolean> {
    const parts: string[] = [];
    let url: string | undefined = `/api${filledPath(operation, call.path)}${queryText(call.query)}`;
    while (url !== undefined && parts.length < MAX_PAGES) {
      const { text, next }: TablePage = await this.#page(url);
      parts.push(parts.length === 0 ? text : withoutHeader(text));
      url = next;
    }
    save(new Blob(parts, { type: 'text/csv' }), fileName);
    return url === undefined;
  }

  async #page(url: string): Promise<TablePage> {
    const token = await this.#session.token();
    const response = await fetch(url, {
      headers: { accept: 'text/csv', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    }).catch(() => undefined);
    if (response === undefined) throw callFailed(0, undefined);
    if (!response.ok) throw callFailed(response.status, await response.json().catch(() => undefined));
    return { text: await response.text(), next: nextPage(response.headers.get('link')) };
  }
}

interface TablePage {
  readonly text: string;
  readonly next: string | undefined;
}

/** The page after it, of this server only. */
function nextPage(link: string | null): string | undefined {
  return /^<(\/[^/>][^>]*)>; rel="next"$/.exec(link ?? '')?.[1];
}

/** Its rows end in CRLF, and column names hold no line end. */
function withoutHeader(text: string): string {
  return text.slice(text.indexOf('\r\n') + 2);
}

function save(blob: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
