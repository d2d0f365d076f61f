import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDatabricks, type Databricks } from '../../../../local/databricks/start-databricks.ts';
import { ConfiguredWorkspaces } from '../../../../shared/kinds/databricks/adapters/configured-workspaces.ts';
import type { Workspace } from '../../../../shared/kinds/databricks/application/ports/workspaces.ts';
import type { Connection, SignIn } from '../../../../shared/kinds/databricks/settings.ts';
import { localClient } from '../../../support/http/outgoing-client.ts';
import { MemorySecrets } from '../../../support/memory/memory-secrets.ts';
import { FixedClock } from '../../../support/memory/memory-stores.ts';

const JOB_ID = '9007199254740993';
const RUN = { operation: 'run-now', jobId: JOB_ID, body: { idempotency_token: 'a' } } as const;
const OAUTH: SignIn = { type: 'oauth', clientId: 'evenkeel', secretName: 'client' };

describe('ConfiguredWorkspaces', () => {
  let databricks: Databricks;
  const clock = new FixedClock('2026-03-01T06:00:00Z');
  const secrets = new MemorySecrets();
  let identityScopes: string[] = [];

  beforeEach(async () => {
    clock.moveTo('2026-03-01T06:00:00Z');
    identityScopes = [];
    secrets.set('client', 's3cret');
    secrets.set('token', 'dapi1');
    databricks = await startDatabricks({
      ...{ clients: { evenkeel: 's3cret' }, tokens: ['dapi1', 'entra'], now: () => clock.now() },
      jobs: [
        {
          jobId: JOB_ID,
          name: 'train',
          tasks: [{ key: 'train', output: '{"modelVersion":1}', takesMs: 10 }],
        },
      ],
    });
  });

  afterEach(async () => {
    await databricks.stop();
  });

  function workspaceOf(signIn: SignIn, differing: Partial<Connection> = {}): Workspace {
    const connections = new Map([['main', { host: databricks.origin, signIn, ...differing }]]);
    const credential = {
      getToken: async (scope: string) => {
        identityScopes.push(scope);
        return { token: 'entra', expiresOnTimestamp: clock.now() + 3_600_000 };
      },
    };
    const workspaces = new ConfiguredWorkspaces(connections, {
      http: localClient(),
      secrets,
      clock,
      credential,
    });
    const found = workspaces.find('main', 'risk');
    if (found.outcome === 'missing') throw new Error(found.failure.message);
    return found.workspace;
  }

  test('starts a run, reads it and its output, and keeps their ids', async () => {
    const workspace = workspaceOf({ type: 'token', secretName: 'token' });
    const started = await workspace.start(RUN);
    const runId = started.outcome === 'answered' ? started.value.runId : '';
    clock.moveTo('2026-03-01T06:01:00Z');
    const read = await workspace.read(runId);

    expect(BigInt(runId)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(read).toMatchObject({
      value: {
        runId,
        jobId: JOB_ID,
        standing: { lifeCycle: 'TERMINATED', result: 'SUCCESS' },
        tasks: [{ key: 'train' }],
      },
    });
    const taskRunId = read.outcome === 'answered' ? (read.value.tasks[0]?.runId ?? '') : '';
    expect(await workspace.readOutput(taskRunId)).toEqual({
      outcome: 'answered',
      value: { notebook: { text: '{"modelVersion":1}', isTruncated: false } },
    });
  });

  test('asks for one OAuth token at a time, keeps it, and renews it before its end', async () => {
    const workspace = workspaceOf(OAUTH);
    await Promise.all([workspace.start(RUN), workspace.start(RUN), workspace.start(RUN)]);
    expect(databricks.countOf('token')).toBe(1);

    clock.moveTo('2026-03-01T06:57:59Z');
    await workspace.start(RUN);
    expect(databricks.countOf('token')).toBe(1);

    clock.moveTo('2026-03-01T06:58:01Z');
    expect(await workspace.start(RUN)).toMatchObject({ outcome: 'answered' });
    expect(databricks.countOf('token')).toBe(2);
    expect(databricks.runs).toHaveLength(1);
  });

  test('renews a token that was taken back, once', async () => {
    const workspace = workspaceOf(OAUTH);
    await workspace.start(RUN);
    databricks.revokeTokens();

    expect(await workspace.start(RUN)).toMatchObject({ outcome: 'answered' });
    expect(databricks.countOf('token')).toBe(2);
  });

  test('says what is wrong with a sign-in, and not with what', async () => {
    secrets.set('client', 'wr0ng');
    const refused = await workspaceOf(OAUTH).start(RUN);

    expect(refused).toMatchObject({
      meaning: 'refused',
      failure: { reason: 'secret-not-found' },
      mayBeDone: false,
    });
    expect(JSON.stringify(refused)).not.toContain('wr0ng');
    const missing = await workspaceOf({ type: 'token', secretName: 'none' }).start(RUN);
    expect(JSON.stringify(missing)).toContain('SECRETS__none');
  });

  test('waits for a server that hands out no tokens at the moment', async () => {
    databricks.setTroubles([{ operation: 'token', status: 503, times: 1 }]);

    expect(await workspaceOf(OAUTH).start(RUN)).toMatchObject({ meaning: 'failed', mayBeDone: false });
  });

  test('signs in as the app itself', async () => {
    expect(await workspaceOf({ type: 'managed-identity' }).start(RUN)).toMatchObject({ outcome: 'answered' });
    expect(identityScopes).toEqual(['2ff814a6-3304-4ab8-861d-cd0e6f879c1d/.default']);
  });

  test('passes on what a busy workspace asks for, and that an answer was lost', async () => {
    const workspace = workspaceOf({ type: 'token', secretName: 'token' });
    databricks.setTroubles([
      { operation: 'run-now', status: 429, retryAfter: '7', times: 1 },
      { operation: 'run-now', losesAnswer: true, times: 1 },
    ]);

    expect(await workspace.start(RUN)).toMatchObject({
      meaning: 'busy',
      retryAfterMs: 7000,
      mayBeDone: false,
    });
    expect(await workspace.start(RUN)).toMatchObject({ meaning: 'failed', mayBeDone: true });
    expect(await workspace.start(RUN)).toMatchObject({ outcome: 'answered' });
    expect(databricks.runs).toHaveLength(1);
  });

  test('follows no redirect, and does not take a page for an answer', async () => {
    const server = createServer(({ url = '' }, response) => {
      const isRedirect = url.includes('run-now');
      response.writeHead(
        isRedirect ? 302 : 200,
        isRedirect ? { location: `${databricks.origin}/login` } : {},
      );
      response.end('<html>Sign in</html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const host = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
    const workspace = workspaceOf({ type: 'token', secretName: 'token' }, { host });

    expect(await workspace.start(RUN)).toMatchObject({
      meaning: 'refused',
      failure: { reason: 'address-refused' },
    });
    expect(await workspace.read('1')).toMatchObject({ failure: { reason: 'answer-not-expected' } });
    server.close();
    server.closeAllConnections();
  });

  test('lets only the value streams of a connection use it', () => {
    const signIn: SignIn = { type: 'token', secretName: 'token' };

    expect(() => workspaceOf(signIn, { valueStreams: ['retention'] })).toThrow(
      /not for jobs of the value stream 'risk'/,
    );
    expect(() => workspaceOf(signIn, { valueStreams: ['risk'] })).not.toThrow();
  });
});
