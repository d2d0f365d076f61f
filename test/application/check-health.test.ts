import { describe, expect, test } from 'vitest';
import { createCheckHealth } from '../../shared/application/check-health.ts';
import { Unavailable } from '../../shared/domain/errors.ts';

describe('checkHealth', () => {
  test('is healthy when every probe answers', async () => {
    const checkHealth = createCheckHealth({ a: async () => 1, b: async () => undefined }, 1_000);

    expect(await checkHealth()).toEqual({ healthy: true, checks: { a: 'ok', b: 'ok' } });
  });

  test('names the kind of a failed probe’s error and not its text', async () => {
    const failing = () => Promise.reject(new Unavailable('AccountKey=secret'));

    expect(await createCheckHealth({ a: failing, b: async () => 1 }, 1_000)()).toEqual({
      healthy: false,
      checks: { a: 'failed (Unavailable)', b: 'ok' },
    });
  });

  test('does not wait for a probe that never answers', async () => {
    const silent = () => new Promise(() => undefined);

    expect(await createCheckHealth({ a: silent }, 5)()).toEqual({
      healthy: false,
      checks: { a: 'no answer within 5 ms' },
    });
  });
});
