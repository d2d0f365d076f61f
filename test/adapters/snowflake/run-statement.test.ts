import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SnowflakeError } from '../../../shared/adapters/snowflake/snowflake-errors.ts';
import {
  describeStatement,
  runLongStatement,
  runStatement,
  type StatementAnswer,
} from '../../../shared/adapters/snowflake/run-statement.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { startSnowflake, type SnowflakeFixture } from '../../support/snowflake/snowflake-fixture.ts';

let snowflake: SnowflakeFixture;
let pauses: number[];

beforeEach(async () => {
  snowflake = await startSnowflake({ patienceMs: 50 });
  pauses = [];
});
afterEach(async () => {
  await snowflake.stop();
});

interface Long {
  readonly capMs?: number;
  readonly signal?: AbortSignal;
  /** Called instead of a pause; without it a pause lasts until the statement has ended. */
  readonly meanwhile?: () => unknown;
}

function runLong(
  sqlText: string,
  { capMs = 60_000, signal, meanwhile }: Long = {},
): Promise<StatementAnswer> {
  const pause = async (ms: number) => {
    pauses.push(ms);
    await (meanwhile === undefined ? ended() : meanwhile());
  };
  return snowflake.connections.use((connection) =>
    runLongStatement(
      connection,
      { sqlText, queryTag: 'test', capMs },
      { pause, signal: signal ?? new AbortController().signal },
    ),
  );
}

function ended(): Promise<void> | undefined {
  return snowflake.standIn.statements.at(-1)?.ended;
}

function newHold(): { readonly held: Promise<unknown>; readonly release: () => void } {
  const { promise: held, resolve } = Promise.withResolvers<undefined>();
  return {
    held,
    release: () => {
      resolve(undefined);
    },
  };
}

function run(sqlText: string, capMs = 20_000): Promise<StatementAnswer> {
  return snowflake.connections.use((connection) =>
    runStatement(connection, { sqlText, queryTag: 'test', capMs }),
  );
}

describe('runStatement', () => {
  test('waits for a statement that goes on', async () => {
    const { held, release } = newHold();
    snowflake.standIn.faults.holdNext(held);

    const running = run('SELECT 1');
    // Longer than the server's patience: the driver has to ask again.
    setTimeout(release, 150);

    expect((await running).rows).toEqual([[1]]);
  });

  test('cancels a statement at its cap', async () => {
    snowflake.standIn.faults.holdNext(new Promise(() => undefined));

    // Longer than the statement takes to arrive.
    await expect(run('SELECT 1', 2_000)).rejects.toThrow(Unavailable);

    expect(snowflake.standIn.statements.at(-1)?.status).toBe('ABORTED');
  });
});

describe('describeStatement', () => {
  test('names the columns of a query and their types, without running it', async () => {
    const columns = await snowflake.connections.use((connection) =>
      describeStatement(connection, {
        sqlText: `SELECT 1.5::FLOAT AS F, 'x' AS T, 1::NUMBER(10,2) AS "n", TRUE AS B`,
        ...{ queryTag: 'test', capMs: 20_000 },
      }),
    );

    expect(columns).toEqual([
      { name: 'F', type: 'real' },
      { name: 'T', type: 'text' },
      { name: 'n', type: 'fixed' },
      { name: 'B', type: 'boolean' },
    ]);
  });
});

describe('runLongStatement', () => {
  test('gives the rows of a statement that ends at once', async () => {
    expect((await runLong('SELECT 2')).rows).toEqual([[2]]);
  });

  test('asks again, less and less often, until the statement has ended', async () => {
    const { held, release } = newHold();
    snowflake.standIn.faults.holdNext(held);

    const running = runLong('SELECT 2', {
      meanwhile: () => {
        if (pauses.length < 4) return undefined;
        release();
        return ended();
      },
    });

    expect((await running).rows).toEqual([[2]]);
    expect(pauses.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
  });

  test('cancels the statement at its cap', async () => {
    snowflake.standIn.faults.holdNext(new Promise(() => undefined));

    await expect(runLong('SELECT 2', { capMs: 1000, meanwhile: () => undefined })).rejects.toThrow(
      Unavailable,
    );

    expect(pauses).toEqual([250, 500]);
    expect(snowflake.standIn.statements.at(-1)?.status).toBe('ABORTED');
  });

  test('cancels the statement when nobody wants it any more', async () => {
    const controller = new AbortController();
    snowflake.standIn.faults.holdNext(new Promise(() => undefined));

    const running = runLong('SELECT 2', {
      signal: controller.signal,
      meanwhile: () => {
        controller.abort(new Error('not wanted'));
      },
    });

    await expect(running).rejects.toThrow('not wanted');
    expect(snowflake.standIn.statements.at(-1)?.status).toBe('ABORTED');
  });

  test('goes on with a new token when the old one runs out', async () => {
    const { held, release } = newHold();
    snowflake.standIn.faults.holdNext(held);

    const running = runLong('SELECT 2', {
      meanwhile: () => {
        if (pauses.length === 1) snowflake.standIn.sessions.expireTokens();
        if (pauses.length < 3) return undefined;
        release();
        return ended();
      },
    });

    expect((await running).rows).toEqual([[2]]);
  });

  test('runs once when the answer that it has begun is lost', async () => {
    snowflake.standIn.faults.loseAnswers(1);

    expect((await runLong('SELECT 2')).rows).toEqual([[2]]);
    expect(snowflake.standIn.statements.length).toBe(1);
  });

  test('says why the statement failed', async () => {
    await expect(runLong('SELECT * FROM NOWHERE')).rejects.toThrow(SnowflakeError);
    await expect(runLong('SELECT * FROM NOWHERE')).rejects.toMatchObject({
      code: '002003',
      sqlState: '02000',
    });
  });
});
