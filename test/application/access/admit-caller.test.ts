import { describe, expect, test } from 'vitest';
import { createAdmitCaller } from '../../../shared/application/access/admit-caller.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { MemoryRateStore } from '../../support/memory/memory-access.ts';
import { FixedClock } from '../../support/memory/memory-stores.ts';

function world() {
  return { rates: new MemoryRateStore(), clock: new FixedClock('2026-03-01T12:00:15Z') };
}

async function admittedOf(
  admit: ReturnType<typeof createAdmitCaller>,
  count: number,
  callerId = 'key:a',
): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, () => admit(callerId)));
  return answers.filter(({ outcome }) => outcome === 'admitted').length;
}

describe('admitCaller', () => {
  test('lets through the limit, and tells when to go on', async () => {
    const admit = createAdmitCaller({ ...world(), requestsPerMinute: 100 });

    expect(await admittedOf(admit, 130)).toBe(100);
    expect(await admit('key:a')).toEqual({ outcome: 'refused', retryAfterSeconds: 45 });
  });

  test('begins anew with the next minute', async () => {
    const { rates, clock } = world();
    const admit = createAdmitCaller({ rates, clock, requestsPerMinute: 10 });
    await admittedOf(admit, 10);

    clock.moveTo('2026-03-01T12:01:00Z');

    expect(await admittedOf(admit, 20)).toBe(10);
  });

  test('lets through the limit over several instances, never more', async () => {
    for (const limit of [1, 7, 40, 100]) {
      const shared = world();
      const instances = Array.from({ length: 4 }, () =>
        createAdmitCaller({ ...shared, requestsPerMinute: limit }),
      );

      const admitted = await Promise.all(instances.map((admit) => admittedOf(admit, 60)));

      expect(admitted.reduce((sum, count) => sum + count, 0)).toBe(limit);
    }
  });

  test('leaves unspent at most a share less one for each other instance', async () => {
    const shared = world();
    const [first, second] = [1, 2].map(() => createAdmitCaller({ ...shared, requestsPerMinute: 100 }));
    await first?.('key:a');

    expect(second && (await admittedOf(second, 100))).toBe(95);
  });

  test('asks the store once for many requests', async () => {
    const { rates, clock } = world();
    const admit = createAdmitCaller({ rates, clock, requestsPerMinute: 1200 });

    await admittedOf(admit, 1200);
    expect(rates.asked).toBe(20);

    await admittedOf(admit, 500);
    expect(rates.asked).toBe(21);
  });

  test('counts callers apart', async () => {
    const admit = createAdmitCaller({ ...world(), requestsPerMinute: 5 });
    await admittedOf(admit, 5, 'key:a');

    expect(await admittedOf(admit, 5, 'key:b')).toBe(5);
  });

  test('lets everything through without a limit, and asks nothing', async () => {
    const { rates, clock } = world();
    const admit = createAdmitCaller({ rates, clock, requestsPerMinute: 0 });

    expect(await admittedOf(admit, 50)).toBe(50);
    expect(rates.asked).toBe(0);
  });

  test('refuses nobody while the store does not answer', async () => {
    const rates = {
      take: async () => {
        throw new Unavailable('The store did not answer.');
      },
    };
    const admit = createAdmitCaller({ ...world(), rates, requestsPerMinute: 1 });

    expect(await admittedOf(admit, 3)).toBe(3);
  });
});
