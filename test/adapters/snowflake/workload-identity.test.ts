import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SnowflakeConnections } from '../../../shared/adapters/snowflake/snowflake-connections.ts';
import { runStatement } from '../../../shared/adapters/snowflake/run-statement.ts';
import { startSnowflake, type SnowflakeFixture } from '../../support/snowflake/snowflake-fixture.ts';

const TOKEN = 'token-of-the-workload';
const CLIENT_ID = '00000000-0000-0000-0000-000000000001';
const before = { ...process.env };

let identity: Server;
let asked: URL[];
let snowflake: SnowflakeFixture;

/** What App Service and Functions offer a managed identity at, and Snowflake's hosts extended by this machine. */
beforeEach(async () => {
  asked = [];
  identity = createServer((request, response) => {
    asked.push(new URL(request.url ?? '/', 'http://identity'));
    const expiresOn = Math.floor(Date.now() / 1000) + 3600;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(
      JSON.stringify({ access_token: TOKEN, expires_on: String(expiresOn), token_type: 'Bearer' }),
    );
  });
  await new Promise<void>((resolve) => identity.listen(0, '127.0.0.1', resolve));
  const address = identity.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  process.env['IDENTITY_ENDPOINT'] = `http://127.0.0.1:${port}/msi/token`;
  process.env['IDENTITY_HEADER'] = 'header';
  process.env['SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES'] = '127.0.0.1';
  snowflake = await startSnowflake({ workloadTokens: [TOKEN] });
});
afterEach(async () => {
  for (const name of ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER', 'SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES']) {
    const value = before[name];
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  await snowflake.stop();
  identity.closeAllConnections();
  identity.close();
});

describe('a workload identity', () => {
  test('logs in with the token of the managed identity, without any secret', async () => {
    const settings = { ...snowflake.settings, credential: { workloadIdentityClientId: CLIENT_ID } };
    const connections = new SnowflakeConnections(settings, process.env);

    const answer = await connections.use((connection) =>
      runStatement(connection, { sqlText: 'SELECT 1', queryTag: 'test', capMs: 20_000 }),
    );

    expect(answer.rows).toEqual([[1]]);
    expect(asked[0]?.searchParams.get('client_id')).toBe(CLIENT_ID);
    await connections.close();
  });
});
