import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Client, RequestRefused } from '../../local/client.ts';
import { atNearInstant } from '../../local/near-instant.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { jobRequest, onceAt, scoresCsv, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';

describe('atNearInstant', () => {
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    stack = await startStack({ storage: await storageAccount() });
    client = new Client(stack.url);
    await upload(stack, 'baselines/m.csv', scoresCsv(100));
  });

  afterAll(() => stack.stop());

  test('asks once more, further ahead, where the slot is over before the request arrives', async () => {
    const instants: number[] = [];

    const { jobId } = await atNearInstant((at, asked) => {
      instants.push(at);
      // The first request is on its way for longer than that.
      const due = asked === 0 ? Date.now() - 1 : at + 600_000;
      return client.scheduleJob(jobRequest('near', onceAt(due)));
    });

    expect(jobId).toBe('near');
    const [first = NaN, second] = instants;
    expect(instants).toHaveLength(2);
    expect(second).toBeGreaterThanOrEqual(first + 3000);
  });

  test('gives up on a machine that is never quick enough', async () => {
    const ask = vi.fn(() => client.scheduleJob(jobRequest('never', onceAt(Date.now() - 1))));

    await expect(atNearInstant(ask)).rejects.toThrow('name no instant after now');
    expect(ask).toHaveBeenCalledTimes(5);
  });

  test('hands on any other refusal at once', async () => {
    const ask = vi.fn(() => client.scheduleJob({ jobId: 'no job' }));

    await expect(atNearInstant(ask)).rejects.toThrow(RequestRefused);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
