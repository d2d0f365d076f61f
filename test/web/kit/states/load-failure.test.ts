import { describe, expect, test } from 'vitest';
import { callFailed } from '../../../../web/api/problem.ts';
import { loadFailure } from '../../../../web/kit/states/load-failure.ts';

describe('loadFailure', () => {
  test.each([0, 429, 500, 503])('is tried again by itself after status %i', (status) => {
    expect(loadFailure(callFailed(status, undefined), 'the job').isTemporary).toBe(true);
  });

  test.each([400, 401, 403, 404])('is not tried again by itself after status %i', (status) => {
    expect(loadFailure(callFailed(status, undefined), 'the job').isTemporary).toBe(false);
  });

  test('says of what there is not that it was not found', () => {
    expect(loadFailure(callFailed(404, undefined), 'the job').title).toBe('Could not find the job');
  });

  test('looks at what a resource has wrapped', () => {
    const wrapped = new Error('Resource error', { cause: callFailed(503, undefined) });

    expect(loadFailure(wrapped, 'the job')).toEqual({
      title: 'Could not read the job',
      message: 'The server answered 503.',
      isTemporary: true,
    });
  });
});
