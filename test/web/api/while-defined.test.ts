import { describe, expect, test } from 'vitest';
import { readJob } from '../../../shared/contracts/http/operation-paths.ts';
import type { OperationPath } from '../../../shared/contracts/http/operation-path.ts';
import type { ApiAnswer } from '../../../web/api/api-call.ts';
import { CallFailed } from '../../../web/api/problem.ts';
import { whileDefined } from '../../../web/api/while-defined.ts';

const SEEN = { jobId: 'churn', etag: '"3-a"', generation: 3 };

/** An API whose job is at that version. */
function apiWith(etag: string, generation: number) {
  return {
    async call(operation: OperationPath): Promise<ApiAnswer<{ readonly generation: number }>> {
      expect(operation).toBe(readJob);
      return { status: 200, body: { generation }, etag, location: undefined };
    },
  };
}

/** A job that takes a change for its present version only. */
function changeOf(present: string, sent: string[]) {
  return async (ifMatch: string) => {
    sent.push(ifMatch);
    if (ifMatch !== present) throw new CallFailed(412, undefined, 'Changed by someone else.');
    return 'changed';
  };
}

describe('whileDefined', () => {
  test('sends the change again when a slot was dispatched meanwhile', async () => {
    const sent: string[] = [];

    const done = await whileDefined(apiWith('"3-b"', 3), SEEN, changeOf('"3-b"', sent));

    expect([done, sent]).toEqual(['changed', ['"3-a"', '"3-b"']]);
  });

  test('never overwrites what somebody else has defined', async () => {
    const sent: string[] = [];

    const done = whileDefined(apiWith('"4-c"', 4), SEEN, changeOf('"4-c"', sent));

    await expect(done).rejects.toMatchObject({ status: 412 });
    expect(sent).toEqual(['"3-a"']);
  });

  test('reads the version of a job whose definition alone was seen', async () => {
    const sent: string[] = [];
    const seen = { jobId: 'churn', generation: 3 };

    await whileDefined(apiWith('"3-b"', 3), seen, changeOf('"3-b"', sent));

    expect(sent).toEqual(['"3-b"']);
  });

  test('sends nothing to a job that has another definition than the one that was seen', async () => {
    const sent: string[] = [];
    const seen = { jobId: 'churn', generation: 3 };

    const done = whileDefined(apiWith('"4-c"', 4), seen, changeOf('"4-c"', sent));

    await expect(done).rejects.toMatchObject({ status: 412 });
    expect(sent).toEqual([]);
  });

  test('gives up on a job that never stands still', async () => {
    const sent: string[] = [];

    const done = whileDefined(apiWith('"3-b"', 3), SEEN, changeOf('never', sent));

    await expect(done).rejects.toMatchObject({ status: 412 });
    expect(sent).toHaveLength(5);
  });

  test('passes any other failure on at once', async () => {
    const done = whileDefined(apiWith('"3-b"', 3), SEEN, () =>
      Promise.reject(new CallFailed(503, undefined, 'Busy.')),
    );

    await expect(done).rejects.toMatchObject({ status: 503 });
  });
});
