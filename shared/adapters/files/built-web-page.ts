import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type {
  ContentEncoding,
  WebPage,
  WebPageFile,
  WebPageFiles,
} from '../../application/ports/web-page.ts';
import {
  WEB_PAGE_ENCODINGS,
  WEB_PAGE_MANIFEST,
  webPageManifest,
  type WebPageManifest,
} from '../../contracts/web-page.ts';

type ListedFile = WebPageManifest['files'][number];

/**
 * The web page in a folder, as the build has listed it: what is not on the list is not there. All files are read when the
 * first one is asked for, once: they are some megabytes, and one page must not be made of two builds.
 */
export class BuiltWebPage implements WebPage {
  readonly #folder: URL;
  #read: Promise<WebPageFiles | undefined> | undefined;

  /** The folder's address has to end in a slash. */
  constructor(folder: URL) {
    this.#folder = folder;
  }

  async files(): Promise<WebPageFiles | undefined> {
    this.#read ??= this.#readAll();
    try {
      const files = await this.#read;
      // It may be built while the app runs.
      if (files === undefined) this.#read = undefined;
      return files;
    } catch (error) {
      this.#read = undefined;
      throw error;
    }
  }

  async #readAll(): Promise<WebPageFiles | undefined> {
    const manifest = await this.#readManifest();
    if (manifest === undefined) return undefined;
    const read = await Promise.all(
      manifest.files.map(async (file) => [file.name, await this.#readListed(file)] as const),
    );
    return new Map(read);
  }

  async #readManifest(): Promise<WebPageManifest | undefined> {
    try {
      const text = await readFile(new URL(WEB_PAGE_MANIFEST, this.#folder), 'utf8');
      return webPageManifest.parse(JSON.parse(text));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #readListed({ name, contentType, sha256, isHashed, encodings }: ListedFile): Promise<WebPageFile> {
    const encoded = new Map<ContentEncoding, Uint8Array>();
    for (const { encoding, ending } of WEB_PAGE_ENCODINGS) {
      if (encodings.includes(encoding)) {
        encoded.set(encoding, await readFile(new URL(`${name}${ending}`, this.#folder)));
      }
    }
    const bytes = await readFile(new URL(name, this.#folder));
    // Another build may take this one's place at this very moment.
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new Error(`The web page is not the one of its list: '${name}' is another file.`);
    }
    return { contentType, isHashed, version: sha256.slice(0, 32), bytes, encoded };
  }
}
