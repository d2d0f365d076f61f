/** How the bytes of a file can be sent, besides as they are. */
export type ContentEncoding = 'br' | 'gzip';

/** A file of the web page. */
export interface WebPageFile {
  readonly contentType: string;
  /** Another one for other bytes. */
  readonly version: string;
  /** Whether its name changes with its content. */
  readonly isHashed: boolean;
  readonly bytes: Uint8Array;
  /** The same, compressed; those that are not there would be no smaller. */
  readonly encoded: ReadonlyMap<ContentEncoding, Uint8Array>;
}

/** The web page's files by their names, with `/` for folders: `index.html`, `media/inter.woff2`. */
export type WebPageFiles = ReadonlyMap<string, WebPageFile>;

/** The web page as it was built; it does not change while the app runs. */
export interface WebPage {
  /** All of its files; undefined: it has not been built. */
  files(): Promise<WebPageFiles | undefined>;
}
