import { describe, expect, test } from 'vitest';
import { QUEUES } from '../../../local/resources.ts';
import { ServiceBusRunQueue } from '../../../shared/adapters/service-bus/service-bus-run-queue.ts';
import { runMessage } from '../../../shared/contracts/queue/run-message.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { runIdOf, type RunId } from '../../../shared/domain/run/run-id.ts';
import { receiveOne, startLocal } from '../../local/service-bus/local-service-bus.ts';
import { ManualClock } from '../../local/service-bus/manual-clock.ts';
import { jobIdFrom } from '../../support/example-job.ts';

async function start() {
  const clock = new ManualClock();
  const { client, server } = await startLocal({
    now: clock.now,
    startTimer: clock.startTimer,
    queues: QUEUES,
  });
  const queue = new ServiceBusRunQueue({
    live: client.createSender('runs'),
    bulk: client.createSender('runs-bulk'),
  });
  return { clock, client, server, queue, counts: () => server.counts('runs') };
}

function runId(slot: number): RunId {
  return runIdOf(jobIdFrom('churn-daily'), slot * 1000);
}

describe('ServiceBusRunQueue', () => {
  test('hands a run’s name over at its time and not before', async () => {
    const { clock, client, queue, counts } = await start();
    await queue.enqueue([{ runId: runId(1), attempt: 1, effectiveAt: clock.now() + 90_000 }]);

    clock.advance(89_999);
    expect(counts()).toMatchObject({ scheduled: 1, active: 0 });
    clock.advance(1);

    const message = await receiveOne(client.createReceiver('runs'));
    expect(runMessage.parse(message.body)).toEqual({ runId: runId(1), attempt: 1 });
    expect(message.messageId).toBe(runId(1));
    expect(message.contentType).toBe('application/json');
  });

  test('hands a run over at once whose time has passed', async () => {
    const { clock, queue, counts } = await start();

    await queue.enqueue([{ runId: runId(1), attempt: 1, effectiveAt: clock.now() - 1 }]);

    expect(counts()).toMatchObject({ scheduled: 0, active: 1 });
  });

  test('drops a run that is sent twice', async () => {
    const { clock, queue, counts } = await start();
    const request = { runId: runId(1), attempt: 1, effectiveAt: clock.now() };

    await queue.enqueue([request]);
    await queue.enqueue([request, { runId: runId(2), attempt: 1, effectiveAt: clock.now() }]);

    expect(counts().active).toBe(2);
  });

  test('takes a run that is sent again by name, once a name', async () => {
    const { clock, queue, counts } = await start();
    const request = { runId: runId(1), attempt: 1, effectiveAt: clock.now() };
    await queue.enqueue([request]);

    await queue.enqueue([{ ...request, resend: '7' }]);
    await queue.enqueue([{ ...request, resend: '7' }]);
    await queue.enqueue([{ ...request, resend: '8' }]);

    expect(counts().active).toBe(3);
  });

  test('sends more than one batch holds', async () => {
    const { clock, queue, counts } = await start();
    const effectiveAt = clock.now();

    await queue.enqueue(
      Array.from({ length: 3_000 }, (_, slot) => ({ runId: runId(slot), attempt: 1, effectiveAt })),
    );

    expect(counts().active).toBe(3_000);
  });

  test('tells the attempts of a run apart', async () => {
    const { clock, queue, counts } = await start();
    const request = { runId: runId(1), attempt: 1, effectiveAt: clock.now() };

    await queue.enqueue([request, { ...request, attempt: 2 }]);

    expect(counts().active).toBe(2);
  });

  test('keeps what comes in masses out of the live queue', async () => {
    const { clock, server, queue, counts } = await start();
    const request = { runId: runId(1), attempt: 1, effectiveAt: clock.now() };

    await queue.enqueue([request, { ...request, runId: runId(2), priority: 'bulk' }]);

    expect(counts().active).toBe(1);
    expect(server.counts('runs-bulk').active).toBe(1);
  });

  test('sends nothing for nothing', async () => {
    const { queue, counts } = await start();

    await queue.enqueue([]);

    expect(counts()).toMatchObject({ active: 0, scheduled: 0 });
  });

  test('is unavailable when the service is away', async () => {
    const { clock, server, queue } = await start();
    await server.stop();

    const sending = queue.enqueue([{ runId: runId(1), attempt: 1, effectiveAt: clock.now() }]);

    await expect(sending).rejects.toThrow(Unavailable);
  });
});
