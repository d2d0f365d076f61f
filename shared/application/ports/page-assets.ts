/** A file as it is sent to browsers. */
export interface PageAsset {
  readonly bytes: Uint8Array;
  /** Another one for other bytes. */
  readonly version: string;
}

/** The files of pages that are deployed with the app; they do not change while it runs. */
export interface PageAssets {
  /** The file of this name; undefined: there is none, or the name is no plain file's. */
  read(name: string): Promise<PageAsset | undefined>;
}
