import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SnowflakeConnections } from '../../../shared/adapters/snowflake/snowflake-connections.ts';
import type { SnowflakeSettings } from '../../../shared/adapters/snowflake/snowflake-settings.ts';
import { SnowflakeStandIn, type StandInOptions } from './snowflake-stand-in.ts';

const USER = 'EVENKEEL_APP';
const SCRIPTS = join(import.meta.dirname, '../../../infra/snowflake');

interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function newKeyPair(): KeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** A stand-in with one user, and how the app would be told of it. */
export interface SnowflakeFixture {
  readonly standIn: SnowflakeStandIn;
  readonly settings: SnowflakeSettings;
  readonly connections: SnowflakeConnections;
  /** Runs a script of infra/snowflake. */
  runScript(name: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startSnowflake(options: StandInOptions = {}): Promise<SnowflakeFixture> {
  const { publicKey, privateKey } = newKeyPair();
  const standIn = await SnowflakeStandIn.start({
    users: [{ name: USER, publicKeys: [publicKey] }],
    ...options,
  });
  const settings: SnowflakeSettings = {
    account: standIn.account,
    user: USER,
    credential: { privateKey },
    database: standIn.database,
    schema: standIn.schema,
    accessUrl: standIn.accessUrl,
  };
  const connections = new SnowflakeConnections(settings, process.env);
  return {
    standIn,
    settings,
    connections,
    runScript: async (name) => {
      for (const statement of statementsOf(name)) await standIn.run(statement);
    },
    stop: async () => {
      await connections.close();
      await standIn.stop();
    },
  };
}

/** The statements of a script of infra/snowflake. */
export function statementsOf(script: string): string[] {
  return readFileSync(join(SCRIPTS, script), 'utf8')
    .split(/;[ \t]*$/m)
    .filter((statement) => statement.replaceAll(/--.*$/gm, '').trim() !== '');
}
