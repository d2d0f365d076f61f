import { ErrorResponse } from '@azure/cosmos';
import { describe, expect, test } from 'vitest';
import { statusOf, translated } from '../../../shared/adapters/cosmos/cosmos-errors.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';

function answer(code: number, retryAfterInMs?: number): ErrorResponse {
  const error = new ErrorResponse('AccountKey=hunter2');
  error.code = code;
  if (retryAfterInMs !== undefined) error.retryAfterInMs = retryAfterInMs;
  return error;
}

/** What becomes of an error that a call rejects with. */
async function outcomeOf(error: unknown): Promise<unknown> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the SDK may throw anything
  const call = () => Promise.reject(error);
  return translated(call).then(
    () => undefined,
    (outcome: unknown) => outcome,
  );
}

describe('translated', () => {
  test('gives back what the call returns', async () => {
    expect(await translated(async () => 7)).toBe(7);
  });

  test.each([408, 410, 429, 449, 500, 503])(
    'takes the answer %i for one that a retry may mend',
    async (code) => {
      const error = answer(code);

      const outcome = await outcomeOf(error);

      expect(outcome).toBeInstanceOf(Unavailable);
      expect(outcome).toMatchObject({ cause: error, message: `Cosmos DB did not answer (${code}).` });
    },
  );

  test.each([400, 401, 403, 404, 409, 412, 413])('passes the answer %i on as it is', async (code) => {
    const error = answer(code);

    expect(await outcomeOf(error)).toBe(error);
  });

  test('keeps how long the service asks to wait', async () => {
    expect(await outcomeOf(answer(429, 1_234))).toMatchObject({ retryAfterMs: 1_234 });
  });

  test('sees through the error that a batch wraps the answer in', async () => {
    const error = new Error('The batch failed.', { cause: answer(429, 1_234) });

    expect(await outcomeOf(error)).toMatchObject({ name: 'Unavailable', retryAfterMs: 1_234, cause: error });
  });

  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EPIPE',
    'EAI_AGAIN',
    'REQUEST_SEND_ERROR',
    'TimeoutError',
  ])('takes %s for a connection that a retry may mend', async (code) => {
    const error = Object.assign(new Error('connect 10.0.0.1'), { code });

    expect(await outcomeOf(error)).toMatchObject({
      name: 'Unavailable',
      message: 'Cosmos DB did not answer (no connection).',
    });
  });

  test.each([
    [new TypeError('x is not a function')],
    [Object.assign(new Error('x'), { code: 'ERR_X' })],
    ['text'],
  ])('passes %s on as it is', async (error) => {
    expect(await outcomeOf(error)).toBe(error);
  });
});

describe('statusOf', () => {
  test.each<[unknown, number | undefined]>([
    [answer(409), 409],
    [new ErrorResponse('no code'), undefined],
    [Object.assign(new Error('x'), { code: 409 }), undefined],
    [undefined, undefined],
  ])('reads %s as %s', (error, status) => {
    expect(statusOf(error)).toBe(status);
  });
});
