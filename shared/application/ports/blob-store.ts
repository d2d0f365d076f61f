/** Reads callers' files and keeps the app's own. Paths are `<container>/<name>`. May throw Unavailable. */
export interface BlobStore {
  /**
   * All blobs whose path begins with `prefix`, which holds at least `<container>/`; in no promised order, none where
   * there is no such container. What only stands for a folder is left out. Fetched page by page as they are taken.
   */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<BlobFile>;

  /**
   * The content in chunks of a blob that is as it was when it was listed. Throws Unavailable, here or while the
   * chunks are taken, when it was changed or deleted since: the whole reading has to begin again with a new list.
   */
  openUnchanged(file: BlobFile, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;

  /** The text of a blob, or undefined when there is none. */
  readText(path: string): Promise<string | undefined>;

  /** Writes a blob that never changes: one that is there already is left as it is. */
  writeOnce(path: string, text: string): Promise<void>;
}

/** A blob as it was when it was listed. */
export interface BlobFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of another value once the blob is written again, whatever with. */
  readonly etag: string;
}
