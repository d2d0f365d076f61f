import { openDatabase } from './sqlite/open-database.ts';

/** Thrown when another process keeps its state in the same folder. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse';

  constructor(dataDir: string, options: ErrorOptions) {
    super(`Another Evenkeel is running on the folder ${dataDir}; stop it first.`, options);
  }
}

/**
 * Claims a data folder for this process and returns how to give it back. The claim is a lock that the operating
 * system drops with the process, so that a killed one leaves nothing behind that has to be cleaned up.
 *
 * @throws DataDirInUse when another process has it.
 */
export function lockDataDir(dataDir: string): () => void {
  const database = openDatabase({ dataDir, name: 'lock' }, '');
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS claim (one INTEGER)');
  } catch (error) {
    database.close();
    throw new DataDirInUse(dataDir, { cause: error });
  }
  return () => {
    database.close();
  };
}
