import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SnowflakeConnections } from '../../../shared/adapters/snowflake/snowflake-connections.ts';
import { SnowflakeError } from '../../../shared/adapters/snowflake/snowflake-errors.ts';
import { runStatement, type StatementAnswer } from '../../../shared/adapters/snowflake/run-statement.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import {
  newKeyPair,
  startSnowflake,
  type SnowflakeFixture,
} from '../../support/snowflake/snowflake-fixture.ts';
import { PATIENCE } from '../../support/patience.ts';

let snowflake: SnowflakeFixture;

beforeEach(async () => {
  snowflake = await startSnowflake();
});
afterEach(async () => {
  await snowflake.stop();
});

function select(connections = snowflake.connections, sqlText = 'SELECT 1 AS N'): Promise<StatementAnswer> {
  const request = { sqlText, queryTag: 'test', capMs: 20_000 };
  return connections.use((connection) => runStatement(connection, request));
}

async function faultOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

describe('SnowflakeConnections', () => {
  test('asks nobody before the first use', () => {
    expect(snowflake.standIn.loginCount).toBe(0);
  });

  test('logs in with a key pair', async () => {
    const { rows } = await select();

    expect(rows).toEqual([[1]]);
    expect(snowflake.standIn.loginCount).toBe(1);
  });

  test('uses a session again', async () => {
    await select();
    await select();

    expect(snowflake.standIn.loginCount).toBe(1);
  });

  test('says what Snowflake says of a wrong key', async () => {
    const settings = { ...snowflake.settings, credential: { privateKey: newKeyPair().privateKey } };

    const fault = await faultOf(select(new SnowflakeConnections(settings, process.env)));

    expect(fault).toBeInstanceOf(SnowflakeError);
    expect(fault).toMatchObject({ code: '390144' });
    expect(String(fault)).toContain('JWT token is invalid');
  });

  test('repeats nothing of the key in its error', async () => {
    const settings = { ...snowflake.settings, credential: { privateKey: 'no key at all: hunter2' } };

    const fault = await faultOf(select(new SnowflakeConnections(settings, process.env)));

    expect(String(fault)).not.toContain('hunter2');
  });

  test('opens four sessions at most, and serves whoever waits in turn', async () => {
    const { promise: hold, resolve: release } = Promise.withResolvers<undefined>();
    const order: number[] = [];

    const uses = Array.from({ length: 7 }, (_, index) =>
      snowflake.connections.use(async () => {
        order.push(index);
        await hold;
      }),
    );
    await vi.waitUntil(() => order.length === 4, PATIENCE);
    release(undefined);
    await Promise.all(uses);

    expect(snowflake.standIn.loginCount).toBe(4);
    expect(order.slice(4)).toEqual([4, 5, 6]);
  });

  test('replaces a session that has died while it was idle', async () => {
    await select();
    snowflake.standIn.sessions.endAll();

    expect((await select()).rows).toEqual([[1]]);
    expect(snowflake.standIn.loginCount).toBe(2);
  });

  test('renews the token of a session', async () => {
    await select();
    snowflake.standIn.sessions.expireTokens();

    expect((await select()).rows).toEqual([[1]]);
    expect(snowflake.standIn.loginCount).toBe(1);
  });

  test('is unavailable when the session dies during the work, and not the next time', async () => {
    const dying = snowflake.connections.use(async (connection) => {
      snowflake.standIn.sessions.endAll();
      return runStatement(connection, { sqlText: 'SELECT 1', queryTag: 'test', capMs: 20_000 });
    });

    expect(await faultOf(dying)).toBeInstanceOf(Unavailable);
    expect((await select()).rows).toEqual([[1]]);
  });

  test('does not lend again what was in use when the work failed', async () => {
    const failing = snowflake.connections.use(async () => {
      throw new Unavailable('The work failed.');
    });

    await expect(failing).rejects.toThrow('The work failed.');
    await select();
    expect(snowflake.standIn.loginCount).toBe(2);
  });

  test('outlasts an answer 503', async () => {
    snowflake.standIn.faults.answerUnavailable(1);

    expect((await select()).rows).toEqual([[1]]);
  });

  test('is unavailable when nothing answers the login in time', async () => {
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const settings = { ...snowflake.settings, accessUrl: `http://127.0.0.1:${port}` };

    const fault = await faultOf(
      select(new SnowflakeConnections(settings, process.env, { connectTimeoutMs: 50 })),
    );

    expect(fault).toBeInstanceOf(Unavailable);
    expect(String(fault)).toContain('within 50 ms');
    mute.closeAllConnections();
    mute.close();
  });

  test('tells code, SQL state and query id of a statement that is refused', async () => {
    const fault = await faultOf(select(snowflake.connections, 'SELECT * FROM NOWHERE'));

    expect(fault).toBeInstanceOf(SnowflakeError);
    expect(fault).toMatchObject({
      code: '002003',
      sqlState: '02000',
      queryId: snowflake.standIn.statements.at(-1)?.queryId,
    });
  });

  test('ends its sessions', async () => {
    await select();

    await snowflake.connections.close();

    expect(snowflake.standIn.sessions.count).toBe(0);
  });

  test('sets the switches that keep the driver from asking about its machine', async () => {
    const environment: Record<string, string | undefined> = { SNOWFLAKE_DISABLE_MINICORE: 'mine' };

    await select(new SnowflakeConnections(snowflake.settings, environment));

    expect(environment).toEqual({
      SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
      SNOWFLAKE_DISABLE_MINICORE: 'mine',
      SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: 'true',
    });
  });
});
