// Azurite ships no types for its classes; these are the members that start-blob.ts uses (azurite 3.37).
interface LokiDatabase {
  /** Writes the whole file beside the old one and renames it; concurrent calls are joined into one more save. */
  saveDatabase(done: (error?: Error | null) => void): void;
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
