import { randomUUID } from 'node:crypto';
import { SnowflakeConnections } from '../../../shared/adapters/snowflake/snowflake-connections.ts';
import { runStatement } from '../../../shared/adapters/snowflake/run-statement.ts';
import type { SnowflakeSettings } from '../../../shared/adapters/snowflake/snowflake-settings.ts';
import { startSnowflake, statementsOf } from '../../support/snowflake/snowflake-fixture.ts';
import { readTarget } from './read-target.ts';

/** The table of results in a schema, and a model of this suite alone. */
export interface SnowflakeTarget {
  readonly connections: SnowflakeConnections;
  readonly modelId: string;
  query(sqlText: string, binds?: readonly (string | number | null)[]): Promise<readonly unknown[][]>;
  readonly dispose: () => Promise<void>;
}

type Setting =
  | 'CONFORMANCE_SNOWFLAKE_ACCOUNT'
  | 'CONFORMANCE_SNOWFLAKE_USER'
  | 'CONFORMANCE_SNOWFLAKE_PRIVATE_KEY'
  | 'CONFORMANCE_SNOWFLAKE_WAREHOUSE'
  | 'CONFORMANCE_SNOWFLAKE_DATABASE'
  | 'CONFORMANCE_SNOWFLAKE_SCHEMA';

export const snowflakeTarget = readTarget<SnowflakeTarget, Setting>('Snowflake', {
  local,
  azure: (setting) =>
    open({
      account: setting('CONFORMANCE_SNOWFLAKE_ACCOUNT'),
      user: setting('CONFORMANCE_SNOWFLAKE_USER'),
      credential: { privateKey: setting('CONFORMANCE_SNOWFLAKE_PRIVATE_KEY') },
      warehouse: setting('CONFORMANCE_SNOWFLAKE_WAREHOUSE'),
      database: setting('CONFORMANCE_SNOWFLAKE_DATABASE'),
      schema: setting('CONFORMANCE_SNOWFLAKE_SCHEMA'),
    }),
  settings: [
    'CONFORMANCE_SNOWFLAKE_ACCOUNT',
    'CONFORMANCE_SNOWFLAKE_USER',
    'CONFORMANCE_SNOWFLAKE_PRIVATE_KEY',
    'CONFORMANCE_SNOWFLAKE_WAREHOUSE',
    'CONFORMANCE_SNOWFLAKE_DATABASE',
    'CONFORMANCE_SNOWFLAKE_SCHEMA',
  ],
});

async function local(): Promise<SnowflakeTarget> {
  const snowflake = await startSnowflake();
  const target = await open(snowflake.settings);
  return {
    ...target,
    dispose: async () => {
      await target.dispose();
      await snowflake.stop();
    },
  };
}

async function open(settings: SnowflakeSettings): Promise<SnowflakeTarget> {
  const connections = new SnowflakeConnections(settings, process.env);
  const modelId = `conformance-${randomUUID()}`;
  const query: SnowflakeTarget['query'] = async (sqlText, binds = []) => {
    const request = { sqlText, binds, queryTag: modelId, capMs: 60_000 };
    return (await connections.use((connection) => runStatement(connection, request))).rows;
  };
  for (const statement of statementsOf('1-results.sql')) await query(statement);
  return {
    ...{ connections, modelId, query },
    dispose: async () => {
      await query('DELETE FROM STABILITY_RESULTS WHERE MODEL_ID = ?', [modelId]);
      await connections.close();
    },
  };
}
