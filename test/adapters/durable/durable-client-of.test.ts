import { InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import { describe, expect, test } from 'vitest';
import { createDurableClientOf } from '../../../shared/adapters/durable/durable-client-of.ts';

const durableClient = input.durableClient();

/** An invocation whose host is reached at a port. */
function invocation(port: number): InvocationContext {
  const origin = `http://127.0.0.1:${port}`;
  const context = new InvocationContext({ options: { extraInputs: [durableClient] } });
  context.extraInputs.set(durableClient, {
    taskHubName: 'hub',
    creationUrls: { createNewInstancePostUri: `${origin}/orchestrators/{functionName}[/{instanceId}]` },
    managementUrls: { id: 'INSTANCEID', statusQueryGetUri: `${origin}/instances/INSTANCEID` },
    rpcBaseUrl: `${origin}/rpc/`,
  });
  return context;
}

describe('createDurableClientOf', () => {
  test('gives one client to invocations that are bound alike', () => {
    const clientOf = createDurableClientOf();

    expect(clientOf(invocation(7071))).toBe(clientOf(invocation(7071)));
  });

  test('gives another client when the host binds other addresses', () => {
    const clientOf = createDurableClientOf();
    const before = clientOf(invocation(7071));

    const after = clientOf(invocation(7072));

    expect(after).not.toBe(before);
  });

  test('refuses an invocation without a durable client', () => {
    const clientOf = createDurableClientOf();

    expect(() => clientOf(new InvocationContext())).toThrow('durable client');
  });
});
