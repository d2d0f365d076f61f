import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Silence } from '../../../web/api/silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Silence', () => {
  test('is noticed once it has lasted too long', () => {
    const tooLong = vi.fn();
    new Silence(1000, tooLong).broken();

    vi.advanceTimersByTime(999);
    const before = tooLong.mock.calls.length;
    vi.advanceTimersByTime(1);

    expect([before, tooLong.mock.calls.length]).toEqual([0, 1]);
  });

  test('begins anew with each word', () => {
    const tooLong = vi.fn();
    const silence = new Silence(1000, tooLong);

    for (let word = 0; word < 5; word += 1) {
      vi.advanceTimersByTime(900);
      silence.broken();
    }

    expect(tooLong).not.toHaveBeenCalled();
  });

  test('is of no interest any more after its end', () => {
    const tooLong = vi.fn();
    new Silence(1000, tooLong).end();

    vi.advanceTimersByTime(5000);

    expect(tooLong).not.toHaveBeenCalled();
  });
});
