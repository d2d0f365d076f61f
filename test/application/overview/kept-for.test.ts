import { describe, expect, test } from 'vitest';
import { byScope, scopeOf } from '../../../shared/application/overview/by-scope.ts';
import { keptFor } from '../../../shared/application/overview/kept-for.ts';
import { FixedClock } from '../../support/memory/memory-stores.ts';

const NOW = '2026-03-01T06:00:00.000Z';

function counting(clock: FixedClock, fails: readonly number[] = []): () => Promise<number> {
  let reads = 0;
  const read = async (): Promise<number> => {
    reads += 1;
    if (fails.includes(reads)) throw new Error('not now');
    return reads;
  };
  return keptFor(read, { clock, keepMs: 1000 });
}

describe('keptFor', () => {
  test('gives the same for so long, and then reads anew', async () => {
    const clock = new FixedClock(NOW);
    const read = counting(clock);

    expect(await read()).toBe(1);
    clock.moveTo('2026-03-01T06:00:00.999Z');
    expect(await read()).toBe(1);
    clock.moveTo('2026-03-01T06:00:01.000Z');
    expect(await read()).toBe(2);
  });

  test('has those who ask at the same time share an answer', async () => {
    const read = counting(new FixedClock(NOW));

    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
  });

  test('does not keep a failure', async () => {
    const read = counting(new FixedClock(NOW), [1]);

    await expect(read()).rejects.toThrow('not now');
    expect(await read()).toBe(2);
  });

  test('reads anew when the clock was set back, or a read hangs', async () => {
    const clock = new FixedClock(NOW);
    let reads = 0;
    const read = keptFor(
      async () => {
        reads += 1;
        return reads === 1 ? Promise.withResolvers<number>().promise : reads;
      },
      { clock, keepMs: 1000 },
    );

    void read();
    clock.moveTo('2026-03-01T06:01:00.000Z');
    expect(await read()).toBe(2);
    clock.moveTo('2026-03-01T06:00:59.000Z');
    expect(await read()).toBe(3);
  });

  test('keeps an answer as long as it is worth', async () => {
    const clock = new FixedClock(NOW);
    let reads = 0;
    const read = keptFor(async () => (reads += 1), { clock, keepMs: (answer) => answer * 1000 });

    await read();
    clock.moveTo('2026-03-01T06:00:01.000Z');
    await read();
    clock.moveTo('2026-03-01T06:00:02.500Z');
    expect(await read()).toBe(2);
  });
});

describe('the scope of what is read', () => {
  test.each([
    [undefined, undefined, undefined],
    [undefined, 'growth', ['growth']],
    [['growth', 'sales'], undefined, ['growth', 'sales']],
    [['growth', 'sales'], 'sales', ['sales']],
    [['growth'], 'sales', []],
  ])('of who sees %j and asks for %j is %j', (seen, asked, scope) => {
    expect(scopeOf(seen, asked)).toEqual(scope);
  });

  test('is the same in whatever order its value streams are named, and is not that of all', () => {
    const makeOnce = byScope((scope) => ({ scope }));

    expect(makeOnce(['a', 'b'])).toBe(makeOnce(['b', 'a']));
    expect(makeOnce(['a'])).not.toBe(makeOnce(['a', 'b']));
    expect(makeOnce([])).not.toBe(makeOnce(undefined));
  });
});
