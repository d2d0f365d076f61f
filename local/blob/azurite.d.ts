// Azurite ships no types for its classes, and uses an in-memory database without types; these are the members that
// local/blob uses (azurite 3.37, lokijs 1.5).
interface LokiDocument {
  readonly $loki: number;
}

interface LokiCollection {
  readonly name: string;
  readonly binaryIndices: Readonly<Record<string, unknown>>;
  readonly uniqueNames: readonly string[];
  /** Set by every change, for the timer that saves. */
  dirty: boolean;
  /** In an incremental database the ids of the documents that came, changed or went, in order and repeated. */
  dirtyIds: readonly number[];
  get(id: number): LokiDocument | null;
}

/** A database as it loads one, in the form of version 1, which makes it build the indexes anew. */
interface LokiContents {
  readonly databaseVersion: 1;
  readonly collections: readonly {
    readonly name: string;
    readonly data: readonly object[];
    readonly maxId: number;
    readonly dirtyIds: readonly number[];
    readonly uniqueNames: readonly string[];
    readonly binaryIndices: Readonly<Record<string, object>>;
    readonly adaptiveBinaryIndices: boolean;
    readonly DynamicViews: readonly [];
    readonly disableChangesApi: boolean;
  }[];
}

interface LokiDatabase {
  readonly collections: readonly LokiCollection[];
  /** Whether collections made from now on note which documents change. */
  isIncremental: boolean;
  persistenceAdapter: {
    loadDatabase(name: string, done: (contents: LokiContents | Error | null) => void): void;
  };
  /** Called at the start, at the end and every five seconds in which something has changed. */
  saveDatabase: (done?: (error?: unknown) => void) => void;
}

declare module 'azurite/dist/src/blob/BlobConfiguration.js' {
  import type { Writable } from 'node:stream';

  interface Place {
    readonly locationId: string;
    readonly locationPath: string;
    readonly maxConcurrency: number;
  }

  type BlobConfiguration = new (
    host: string,
    port: number,
    keepAliveTimeoutSeconds: number,
    metadataDbPath: string,
    extentDbPath: string,
    persistencePathArray: readonly Place[],
    enableAccessLog: boolean,
    accessLogWriteStream: Writable | undefined,
    enableDebugLog: boolean,
    debugLogFilePath: string | undefined,
    loose: boolean,
    skipApiVersionCheck: boolean,
    cert: string,
    key: string,
    password: string,
    oauth: string | undefined,
    disableProductStyleUrl: boolean,
    isMemoryPersistence: boolean,
  ) => object;
  const exported: { default: BlobConfiguration };
  export default exported;
}

declare module 'azurite/dist/src/blob/BlobServer.js' {
  import type { Server } from 'node:http';

  interface BlobServer {
    readonly httpServer: Server;
    readonly metadataStore: { readonly db: LokiDatabase };
    readonly extentMetadataStore: { readonly db: LokiDatabase };
    start(): Promise<void>;
    close(): Promise<void>;
  }
  const exported: { default: new (configuration: object) => BlobServer };
  export default exported;
}
