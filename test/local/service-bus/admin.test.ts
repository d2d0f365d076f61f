import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { connect, receiveOne, startLocal } from './local-service-bus.ts';
import { ManualClock } from './manual-clock.ts';

const SECOND_MS = 1_000;

async function startWithAdmin() {
  const local = await startLocal({ admin: true, queues: [{ name: 'runs' }, { name: 'a/b' }] });
  const base = `http://127.0.0.1:${local.server.adminPort ?? 0}`;
  const call = async (method: string, path: string, body?: unknown) => {
    const init =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${base}${path}`, { method, ...init });
    const answer: unknown = await response.json();
    return { status: response.status, body: answer };
  };
  return { ...local, base, call };
}

describe('the admin port', () => {
  test('is closed unless it is asked for', async () => {
    const { server } = await startLocal();

    expect(server.adminPort).toBeUndefined();
  });

  test('lists the queues with counts and settings', async () => {
    const { client, call } = await startWithAdmin();
    await client.createSender('runs').sendMessages({ body: 'x' });

    expect(await call('GET', '/queues')).toMatchObject({
      status: 200,
      body: {
        queues: [
          { name: 'runs', counts: { active: 1 }, settings: { maxDeliveryCount: 10 } },
          { name: 'a/b' },
        ],
      },
    });
  });

  test('shows messages with body and lock, from a sequence number on', async () => {
    const { client, call } = await startWithAdmin();
    await client
      .createSender('runs')
      .sendMessages([{ body: { n: 1 } }, { body: Buffer.from([255]), sessionId: 's' }]);
    await receiveOne(client.createReceiver('runs'));

    const all = await call('GET', '/queues/runs/messages');
    const second = await call('GET', '/queues/runs/messages?from=2&count=1');

    expect(all.body).toHaveProperty('messages[0].lockedUntil');
    expect(all.body).toMatchObject({ messages: [{ body: '{"n":1}' }, {}] });
    expect(second.body).toMatchObject({ messages: [{ sequenceNumber: 2, sessionId: 's' }] });
    expect(second.body).not.toHaveProperty('messages[0].body');
  });

  test('shows dead letters with their reason', async () => {
    const { client, call } = await startWithAdmin();
    await client.createSender('runs').sendMessages({ body: 'x' });
    const receiver = client.createReceiver('runs');
    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'bad',
      deadLetterErrorDescription: '',
    });

    const path = `/queues/${encodeURIComponent('runs/$DeadLetterQueue')}/messages`;

    expect((await call('GET', path)).body).toMatchObject({ messages: [{ deadLetterReason: 'bad' }] });
  });

  test('purges a queue, whose receivers have then lost their locks', async () => {
    const { client, server, call } = await startWithAdmin();
    const sender = client.createSender('runs');
    await sender.sendMessages([{ body: 1 }, { body: 2 }]);
    await sender.scheduleMessages({ body: 3 }, new Date(2 ** 42));
    const receiver = client.createReceiver('runs');
    const message = await receiveOne(receiver);

    expect(await call('DELETE', '/queues/runs/messages')).toEqual({ status: 200, body: { removed: 3 } });

    await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect(server.counts('runs')).toMatchObject({ active: 0, locked: 0, scheduled: 0 });
  });

  test('takes faults, and clears them', async () => {
    const { server, call } = await startWithAdmin();

    await call('POST', '/faults', { fault: 'refuse-sends', queue: 'runs', count: 2 });
    expect(server.admin.queue('runs').faults.refusedSends).toBe(2);

    await call('DELETE', '/faults');
    expect(server.admin.queue('runs').faults.refusedSends).toBe(0);
  });

  test.each([
    ['GET', '/nowhere', undefined, 404],
    ['GET', '/queues/nowhere', undefined, 404],
    ['GET', '/queues/%E0%A4%A', undefined, 400],
    ['PUT', '/queues', undefined, 405],
    ['GET', '/queues/runs/messages?from=x', undefined, 400],
    ['GET', '/queues/runs/messages?form=1', undefined, 400],
    ['POST', '/faults', { fault: 'flood' }, 400],
    ['POST', '/faults', { fault: 'refuse-sends', queue: 'runs', count: 0 }, 400],
    ['POST', '/faults', { fault: 'drop-connections', queue: 'runs' }, 400],
    ['POST', '/faults', { fault: 'expire-locks', queue: 'nowhere' }, 404],
    ['POST', '/faults', undefined, 415],
  ])('answers %s %s %j with %i and says why', async (...[method, path, body, status]) => {
    const { call } = await startWithAdmin();

    const answer = await call(method, path, body);

    expect(answer.status).toBe(status);
    expect(answer.body).toHaveProperty('error');
  });

  test('answers no request that names another host', async () => {
    const { server } = await startWithAdmin();

    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: 'example.com' };
      httpRequest({ host: '127.0.0.1', port: server.adminPort, path: '/queues', headers }, (response) => {
        void text(response);
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

    expect(status).toBe(403);
  });
});

describe('faults', () => {
  test('drop-connections breaks all connections, and clients come back', async () => {
    const { server } = await startLocal();
    // A message that crosses the break is sent again when its answer has not come in time.
    const sender = connect(server.connectionString, 3_000).createSender('runs');
    await sender.sendMessages({ body: 1 });

    expect(server.admin.inject({ fault: 'drop-connections' })).toBe(1);

    await sender.sendMessages({ body: 2 });
    expect(server.counts('runs').active).toBe(2);
  });

  test('expire-locks gives held messages back as failed deliveries', async () => {
    const { client, server } = await startLocal();
    await client.createSender('runs').sendMessages({ body: 1 });
    const receiver = client.createReceiver('runs');
    const held = await receiveOne(receiver);

    expect(server.admin.inject({ fault: 'expire-locks', queue: 'runs' })).toBe(1);

    await expect(receiver.completeMessage(held)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect(await receiveOne(receiver)).toMatchObject({ deliveryCount: 1 });
  });

  test('refuse-sends refuses so many transfers as busy, which the SDK tries again', async () => {
    const { client, server } = await startLocal();
    server.admin.inject({ fault: 'refuse-sends', queue: 'runs', count: 1 });

    await client.createSender('runs').sendMessages({ body: 1 });

    expect(server.counts('runs').active).toBe(1);
    expect(server.admin.queue('runs').faults.refusedSends).toBe(0);
  });

  test('refuse-sends beyond the tries is reported to the sender, and nothing is kept', async () => {
    const { client, server } = await startLocal();
    server.admin.inject({ fault: 'refuse-sends', queue: 'runs', count: 2 });
    const busy = { code: 'ServiceBusy' };

    const sending = client.createSender('runs').sendMessages({ body: 1 });

    await expect(sending).rejects.toMatchObject({ errors: [busy, busy] });
    expect(server.counts('runs').active).toBe(0);
  });

  test('duplicate-deliveries delivers twice, and only the second settlement counts', async () => {
    const { client, server } = await startLocal();
    server.admin.inject({ fault: 'duplicate-deliveries', queue: 'runs', count: 1 });
    await client.createSender('runs').sendMessages({ body: 1 });
    const receiver = client.createReceiver('runs');

    const [first, second] = [await receiveOne(receiver), await receiveOne(receiver)];

    expect([first.deliveryCount, second.deliveryCount]).toEqual([0, 1]);
    await expect(receiver.completeMessage(first)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await receiver.completeMessage(second);
    expect(server.counts('runs')).toMatchObject({ active: 0, locked: 0 });
  });

  test('delay-deliveries holds a message back while its lock runs', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal({ now: clock.now, startTimer: clock.startTimer });
    server.admin.inject({ fault: 'delay-deliveries', queue: 'runs', delayMs: SECOND_MS });
    const receiving = receiveOne(client.createReceiver('runs', { maxAutoLockRenewalDurationInMs: 0 }));
    await client.createSender('runs').sendMessages({ body: 1 });
    await expect.poll(() => server.counts('runs')).toMatchObject({ active: 0, locked: 1 });

    clock.advance(SECOND_MS);

    expect(await receiving).toMatchObject({ body: 1 });
  });

  test('delay-settlements lets the lock end before the settlement', async () => {
    const clock = new ManualClock();
    const { client, server } = await startLocal({
      queues: [{ name: 'runs', lockDurationMs: SECOND_MS }],
      now: clock.now,
      startTimer: clock.startTimer,
    });
    await client.createSender('runs').sendMessages({ body: 1 });
    const receiver = client.createReceiver('runs', { maxAutoLockRenewalDurationInMs: 0 });
    const held = await receiveOne(receiver);
    server.admin.inject({ fault: 'delay-settlements', queue: 'runs', delayMs: 2 * SECOND_MS });

    const settling = receiver.completeMessage(held);
    const refused = expect(settling).rejects.toMatchObject({ code: 'MessageLockLost' });
    // Something that goes the same way after the settlement shows that it has arrived.
    await receiver.peekMessages(1);
    clock.advance(2 * SECOND_MS);

    await refused;
    expect(server.counts('runs')).toMatchObject({ active: 1, locked: 0 });
  });
});
