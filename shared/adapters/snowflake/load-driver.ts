import type { Connection, ConnectionOptions } from 'snowflake-sdk';

/** The process's environment variables; the driver reads its switches there. */
export type Environment = Record<string, string | undefined>;

export interface Driver {
  createConnection(options: ConnectionOptions): Connection;
}

/**
 * By default the driver asks the metadata services of three clouds where it runs, loads a native library and reports
 * the form of the connection; all of it before the first statement, and none of it needed.
 */
const SWITCHES: Environment = {
  SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
  SNOWFLAKE_DISABLE_MINICORE: 'true',
  SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: 'true',
};

/** Faults reach the callers as errors; by default the driver would also write a file in the working directory. */
const SILENT = { error: ignore, warn: ignore, info: ignore, debug: ignore, trace: ignore };

/**
 * Loads the driver at its first use: it brings the SDKs of three clouds, some 0.4 s of a start. Its switches are read
 * while it loads, so they are set before; one that is set already stays.
 */
export async function loadDriver(environment: Environment): Promise<Driver> {
  for (const [name, value] of Object.entries(SWITCHES)) environment[name] ??= value;
  const { default: driver } = await import('snowflake-sdk');
  driver.configure({ logLevel: 'ERROR', customLogger: SILENT });
  return driver;
}

function ignore(): void {
  // There is nothing to do.
}
