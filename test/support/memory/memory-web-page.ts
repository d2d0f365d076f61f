import type {
  ContentEncoding,
  WebPage,
  WebPageFile,
  WebPageFiles,
} from '../../../shared/application/ports/web-page.ts';

/** A page of a few files: each has its name as its content, and those of text also in each encoding. */
export class MemoryWebPage implements WebPage {
  readonly #files: WebPageFiles = new Map([
    ['index.html', text('index.html', 'text/html; charset=utf-8', false)],
    ['favicon.svg', text('favicon.svg', 'image/svg+xml', false)],
    ['main-ABCD1234.js', text('main-ABCD1234.js', 'text/javascript; charset=utf-8', true)],
    ['media/inter-ABCD1234.woff2', file('media/inter-ABCD1234.woff2', 'font/woff2', true)],
  ]);

  async files(): Promise<WebPageFiles> {
    return this.#files;
  }
}

function text(name: string, contentType: string, isHashed: boolean): WebPageFile {
  const encoded = new Map<ContentEncoding, Uint8Array>([
    ['br', bytesOf(`${name} br`)],
    ['gzip', bytesOf(`${name} gzip`)],
  ]);
  return { ...file(name, contentType, isHashed), encoded };
}

function file(name: string, contentType: string, isHashed: boolean): WebPageFile {
  return { contentType, isHashed, version: `1-${name}`, bytes: bytesOf(name), encoded: new Map() };
}

function bytesOf(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}
