/** Reads callers' files and keeps the app's own. Paths are `<container>/<name>`. May throw Unavailable. */
export interface BlobStore {
  /** The content in chunks, or undefined when there is no such blob. An aborted signal ends it with an error. */
  open(path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined>;

  /** The text of a blob, or undefined when there is none. */
  readText(path: string): Promise<string | undefined>;

  /** Writes a blob that never changes: one that is there already is left as it is. */
  writeOnce(path: string, text: string): Promise<void>;
}
