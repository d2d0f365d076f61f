import { describe, expect, test } from 'vitest';
import { createCancelRun } from '../../../../shared/application/cancel-run.ts';
import { HostDied } from '../../../support/drive-orchestration.ts';
import { present } from '../../../support/present.ts';
import { fault } from '../../../support/webhook/scripted-http.ts';
import {
  activitiesOf,
  createWebhookWorld,
  drive,
  endingOf,
  runOf,
  type WebhookWorld,
} from '../../../support/webhook/webhook-world.ts';

const ACCEPTED = { status: 202, headers: { location: '/work/7' } };
const GOING = { status: 202, body: { status: 'running' } };
const DONE = { status: 200, body: { status: 'succeeded', rows: 5 } };

async function drivenOf(world: WebhookWorld, options: Parameters<typeof drive>[1] = {}) {
  const driven = await drive(world, options);
  const names = driven.calls.map(({ activity }) => activity);
  return { ...driven, names, ending: await endingOf(world) };
}

/** When each request was made, seconds from the start; by the calls of its activity. */
function secondsOf({ calls }: Awaited<ReturnType<typeof drivenOf>>, activity: string): number[] {
  const start = Date.parse('2026-03-01T06:00:00Z');
  return calls.filter((call) => call.activity === activity).map(({ at }) => (at - start) / 1000);
}

/** A matcher, as a value of no type. */
function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

describe('a webhook that is done when it is answered', () => {
  test('succeeds with the status, the tries and the JSON of the answer', async () => {
    const world = await createWebhookWorld({}, { status: 201, body: { rows: 5 } });

    const { output, ending } = await drivenOf(world);

    expect(output).toBe('succeeded');
    expect(ending).toEqual({
      ...{ kind: 'webhook', words: 'hooks.example.com answered 201.', output: { rows: 5 } },
      figures: { status: 201, 'duration, ms': 0, tries: 1 },
    });
  });

  test('is tried again after 500 with longer and longer pauses, and after the last try has failed', async () => {
    const world = await createWebhookWorld(
      { tries: { maxTries: 4, initialDelaySeconds: 10, maxDelaySeconds: 25 } },
      { status: 500 },
    );

    const driven = await drivenOf(world);

    expect(driven.ending).toMatchObject({ reason: 'service-failed' });
    const [first = 0, second = 0, third = 0, fourth = 0] = secondsOf(driven, 'webhookSend');
    expect(secondsOf(driven, 'webhookSend')).toHaveLength(4);
    expect(second - first).toBeGreaterThanOrEqual(7.5);
    expect(second - first).toBeLessThanOrEqual(12.5);
    expect(third - second).toBeGreaterThanOrEqual(15);
    expect(fourth - third).toBeGreaterThanOrEqual(18.75);
    expect(fourth - third).toBeLessThanOrEqual(31.25);
  });

  test('waits as long as a busy service asks for, in seconds or until a date, and counts none of it', async () => {
    const world = await createWebhookWorld(
      { tries: { maxTries: 1 } },
      { status: 429, headers: { 'retry-after': '100' } },
      { status: 503, headers: { 'retry-after': 'Sun, 01 Mar 2026 06:05:00 GMT' } },
      { status: 200 },
    );

    const driven = await drivenOf(world);

    expect(driven.output).toBe('succeeded');
    expect(secondsOf(driven, 'webhookSend')).toEqual([0, 100, 300]);
  });

  test('gives a busy service up at its time-out, and not later', async () => {
    const world = await createWebhookWorld({}, { status: 429, headers: { 'retry-after': '86400' } });

    const { ending, openTimers } = await drivenOf(world, { timeoutSeconds: 600 });

    expect(ending).toMatchObject({ reason: 'service-busy' });
    expect(world.clock.now()).toBe(Date.parse('2026-03-01T06:10:00Z'));
    expect(openTimers).toBe(0);
  });

  test.each([
    [
      { status: 400, body: { error: 'No such model.' } },
      'service-refused',
      /answered 400\. It says: .*No such model/,
    ],
    [{ status: 304 }, 'answer-not-expected', /answered 304/],
    [fault('address-refused'), 'address-refused', /let the settings allow/],
    [fault('too-many-redirects'), 'address-refused', /redirects/],
    [fault('encoding-refused'), 'answer-not-expected', /encoding-refused/],
  ])('fails at once at %j', async (script, reason, message) => {
    const world = await createWebhookWorld({}, script);

    const { ending, names } = await drivenOf(world);

    expect(ending).toMatchObject({ reason, message: matching(message) });
    expect(names).toEqual(['webhookSend', 'recordFailure']);
  });

  test('is repeated under the same key when its answer was lost', async () => {
    const world = await createWebhookWorld({}, fault('timed-out'), fault('connection-failed', false), {
      status: 200,
    });

    expect((await drivenOf(world)).output).toBe('succeeded');

    const keys = world.http.requests.map(({ headers }) => headers?.['idempotency-key']);
    expect(keys).toEqual(Array.from({ length: 3 }, () => world.first.runId));
  });

  test('is not repeated when its answer was lost and the task says so, nor by the next attempt', async () => {
    const world = await createWebhookWorld({ unanswered: 'fail' }, fault('timed-out'), { status: 200 });

    expect((await drivenOf(world)).ending).toMatchObject({ reason: 'answer-lost' });
    await beginAgain(world);
    const second = await drivenOf(world, { attempt: { ...world.first, attempt: 2 } });

    expect(second.ending).toMatchObject({ reason: 'answer-lost' });
    expect(world.http.requests).toHaveLength(1);
  });

  test('is repeated though the task says so while it has not gone out', async () => {
    const world = await createWebhookWorld({ unanswered: 'fail' }, fault('name-not-found'), { status: 200 });

    expect((await drivenOf(world)).output).toBe('succeeded');
  });

  test('ends without a word when it is cancelled between two tries', async () => {
    const world = await createWebhookWorld({}, { status: 500 });

    const { output, names, openTimers } = await drivenOf(world, {
      cancelAt: Date.parse('2026-03-01T06:00:01Z'),
    });

    expect({ output, names, openTimers }).toEqual({
      output: 'cancelled',
      names: ['webhookSend'],
      openTimers: 0,
    });
  });

  test('calls nobody for a run that is over', async () => {
    const world = await createWebhookWorld({}, { status: 200 });
    await cancel(world);

    expect((await drivenOf(world)).output).toBe('over');
    expect(world.http.requests).toEqual([]);
  });
});

describe('a step that runs twice', () => {
  test('does not call again when the answer is known', async () => {
    const world = await createWebhookWorld({}, { status: 200, body: { id: 1 } });
    const given = { ...world.first, number: 1, failures: 0 };

    const first = await world.steps.sendWebhook(given);
    const second = await world.steps.sendWebhook(given);

    expect(second).toEqual(first);
    expect(world.http.requests).toHaveLength(1);
  });

  test('calls again, under the same key, when it died before the answer', async () => {
    const world = await createWebhookWorld({}, new HostDied(), { status: 200 });

    await expect(drive(world)).rejects.toThrow(HostDied);
    expect((await drivenOf(world)).output).toBe('succeeded');

    const [first, second] = world.http.requests;
    expect(first?.headers?.['idempotency-key']).toBe(second?.headers?.['idempotency-key']);
  });

  test('calls nobody when it died before the answer and nothing is to be repeated', async () => {
    const world = await createWebhookWorld({ unanswered: 'fail' }, new HostDied(), { status: 200 });

    await expect(drive(world)).rejects.toThrow(HostDied);

    expect((await drivenOf(world)).ending).toMatchObject({ reason: 'answer-lost' });
    expect(world.http.requests).toHaveLength(1);
  });

  test('changes nothing when it comes after a later try', async () => {
    const world = await createWebhookWorld({}, { status: 500 }, { status: 200 });
    await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });
    await world.steps.sendWebhook({ ...world.first, number: 2, failures: 1 });

    const late = await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });

    expect(late).toEqual({ outcome: 'over' });
    expect(world.http.requests).toHaveLength(2);
  });

  test('goes by an answer that could not be noted', async () => {
    const world = await createWebhookWorld({}, { status: 200 });
    const save = world.calls.save.bind(world.calls);
    let faults = 0;
    world.calls.save = async (...given) => {
      faults += 1;
      if (faults === 1) throw new (await import('../../../../shared/domain/errors.ts')).Unavailable('Gone.');
      return save(...given);
    };

    const sent = await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });

    expect(sent).toMatchObject({ outcome: 'done' });
    expect(faults).toBe(1);
  });
});

describe('a webhook that is polled', () => {
  const POLLED = { completion: 'poll', state: { field: '/status' }, poll: { onCancel: 'delete' } };

  test('asks at the location until the state says that it succeeded', async () => {
    const world = await createWebhookWorld(
      POLLED,
      ACCEPTED,
      GOING,
      { status: 503 },
      fault('timed-out'),
      DONE,
    );

    const driven = await drivenOf(world);

    expect(driven.ending).toMatchObject({
      output: { status: 'succeeded', rows: 5 },
      figures: { status: 200, tries: 1, polls: 4 },
    });
    expect(secondsOf(driven, 'webhookPoll')).toEqual([10, 25, 47.5, 81.25]);
    const polls = world.http.requests.slice(1).map(({ method, url }) => `${method} ${url}`);
    expect(new Set(polls)).toEqual(new Set(['GET https://hooks.example.com/work/7']));
  });

  test('fails with the work, and shows what the service said', async () => {
    const failed = { status: 200, body: { status: 'FAILED', why: 'disk full' } };
    const world = await createWebhookWorld(POLLED, ACCEPTED, failed);

    expect((await drivenOf(world)).ending).toMatchObject({
      reason: 'work-failed',
      message: matching(/"\/status" says 'FAILED'\. It says: .*disk full/),
    });
  });

  test('takes a service that does not know the work any more for its loss, but not at once', async () => {
    const world = await createWebhookWorld(POLLED, ACCEPTED, { status: 404 });

    const driven = await drivenOf(world);

    expect(driven.ending).toMatchObject({ reason: 'work-lost' });
    expect(secondsOf(driven, 'webhookPoll')).toHaveLength(4);
  });

  test('goes on with its polls in a new history, and after a restart, without calling again', async () => {
    const world = await createWebhookWorld(
      { ...POLLED, poll: { intervalSeconds: 1, maxIntervalSeconds: 1 } },
      ACCEPTED,
      ...Array.from({ length: 350 }, () => GOING),
      DONE,
    );

    const driven = await drivenOf(world);

    expect({ output: driven.output, histories: driven.histories }).toEqual({
      output: 'succeeded',
      histories: 2,
    });
    expect(world.http.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test.each([
    ['cancelled', { cancelAt: Date.parse('2026-03-01T06:00:15Z') }],
    ['over', {}],
    ['failed', { timeoutSeconds: 30 }],
  ])('calls the work off when the run is found to be %s', async (output, options) => {
    const world = await createWebhookWorld(POLLED, ACCEPTED, GOING);
    if (output !== 'failed') world.http.script(ACCEPTED, cancelThen(world, GOING));

    const driven = await drivenOf(world, options);

    expect(driven.output).toBe(output);
    const last = present(world.http.requests.at(-1));
    expect(`${last.method} ${last.url}`).toBe('DELETE https://hooks.example.com/work/7');
    expect(last.headers).not.toHaveProperty('idempotency-key');
  });

  test('calls off what the call has begun though the run was cancelled before its answer came', async () => {
    const world = await createWebhookWorld(POLLED);
    world.http.script(cancelThen(world, ACCEPTED), { status: 204 });

    const driven = await drivenOf(world, { cancelAt: Date.parse('2026-03-01T06:00:00Z') });

    expect(driven.output).toBe('cancelled');
    expect(world.http.requests.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  });

  test('leaves the work alone where the task does not say otherwise', async () => {
    const world = await createWebhookWorld({ completion: 'poll' }, ACCEPTED, GOING);

    await drivenOf(world, { timeoutSeconds: 30 });

    expect(world.http.requests.map(({ method }) => method)).not.toContain('DELETE');
  });

  test('gives the secrets of its headers to the service, and to nobody that it points at', async () => {
    const elsewhere = { status: 202, headers: { location: 'https://other.example.com/w' } };
    const world = await createWebhookWorld(
      { completion: 'poll', headers: { authorization: { secret: 'token' }, 'x-team': 'risk' } },
      elsewhere,
      { status: 200 },
    );
    world.secrets.set('token', 'Bearer top-secret');

    await drivenOf(world);

    expect(world.http.requests.map(({ headers }) => headers?.['authorization'])).toEqual([
      'Bearer top-secret',
      undefined,
    ]);
    expect(world.http.requests[1]?.headers).toEqual({});
  });

  test('keeps no secret of an address that it polls, and sends it', async () => {
    const located = { status: 202, headers: { location: '/work/7?code=s3cr3t%2Fcode' } };
    const world = await createWebhookWorld(
      { completion: 'poll', query: { code: { secret: 'code' } } },
      located,
      DONE,
    );
    world.secrets.set('code', 's3cr3t/code');

    const driven = await drivenOf(world);

    expect(driven.output).toBe('succeeded');
    expect(world.http.requests[1]?.url).toBe('https://hooks.example.com/work/7?code=s3cr3t%2Fcode');
    expect(JSON.stringify(driven.calls)).not.toContain('s3cr3t');
    expect(world.calls.text).not.toContain('s3cr3t');
  });
});

describe('a webhook that is called back', () => {
  const CALLED_BACK = { completion: 'callback', outputField: '/result' };
  const END = { status: 'succeeded', message: 'All there.', result: { rows: 7 } };

  function tokenOf(world: WebhookWorld, index = 0): string {
    const url = present(world.http.requests[index]?.headers?.['evenkeel-callback-url'], 'callback address');
    return present(url.split('/').at(-1), 'token');
  }

  test('ends with what the service calls back with, as soon as it does', async () => {
    const world = await createWebhookWorld(CALLED_BACK, { status: 202 });
    const looks = activitiesOf(world)['webhookLookForCallback'];
    let looked = 0;
    const driven = await drivenOf(world, {
      wakeAt: [Date.parse('2026-03-01T06:00:20Z')],
      activities: {
        webhookLookForCallback: async (input) => {
          looked += 1;
          if (looked === 2) await world.receiveCallback(tokenOf(world), END, world.orchestrations);
          return looks?.(input);
        },
      },
    });

    expect(driven.ending).toEqual({
      ...{ kind: 'webhook', words: 'hooks.example.com called back: All there.' },
      ...{ figures: { tries: 1 }, output: { rows: 7 } },
    });
    expect(secondsOf(driven, 'webhookLookForCallback')).toEqual([0, 20]);
  });

  test('is not lost when it comes before the answer, and when nobody is woken', async () => {
    const world = await createWebhookWorld(CALLED_BACK);
    world.http.script(async () => {
      await world.receiveCallback(tokenOf(world), END, world.orchestrations);
      return { status: 202 };
    });

    const driven = await drivenOf(world);

    expect(driven.output).toBe('succeeded');
    expect(driven.names).toEqual(['webhookSend', 'webhookLookForCallback', 'commitPlainResult']);
  });

  test('is not lost when the answer is: the call is not made again', async () => {
    const world = await createWebhookWorld(CALLED_BACK);
    world.http.script(async () => {
      await world.receiveCallback(tokenOf(world), END, world.orchestrations);
      throw fault('timed-out');
    });

    expect((await drivenOf(world)).output).toBe('succeeded');
    expect(world.http.requests).toHaveLength(1);
  });

  test('is taken with the token of any try that may have been carried out', async () => {
    const world = await createWebhookWorld(CALLED_BACK, fault('timed-out'), { status: 202 });
    await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });
    await world.steps.sendWebhook({ ...world.first, number: 2, failures: 1 });

    const received = await world.receiveCallback(tokenOf(world, 0), END, world.orchestrations);

    expect(received).toEqual({ outcome: 'received' });
  });

  test('is not taken with the token of a try that a busy service turned away', async () => {
    const world = await createWebhookWorld(CALLED_BACK, { status: 429 }, { status: 202 });
    await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });
    await world.steps.sendWebhook({ ...world.first, number: 2, failures: 0 });

    expect(await world.receiveCallback(tokenOf(world, 0), END, world.orchestrations)).toEqual({
      outcome: 'unknown',
    });
  });

  test('is told twice and changes nothing the second time', async () => {
    const world = await createWebhookWorld(CALLED_BACK, { status: 202 });
    await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });
    const token = tokenOf(world);

    const first = await world.receiveCallback(token, END, world.orchestrations);
    const second = await world.receiveCallback(token, { status: 'failed' }, world.orchestrations);

    expect([first, second]).toEqual([{ outcome: 'received' }, { outcome: 'received' }]);
    expect((await drivenOf(world)).ending).toMatchObject({ output: { rows: 7 } });
  });

  test('one of ten at the same moment counts', async () => {
    const world = await createWebhookWorld(CALLED_BACK, { status: 202 });
    await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });

    const received = await Promise.all(
      Array.from({ length: 10 }, (_, rows) =>
        world.receiveCallback(tokenOf(world), { ...END, result: { rows } }, world.orchestrations),
      ),
    );

    expect(received).toEqual(Array.from({ length: 10 }, () => ({ outcome: 'received' })));
    expect((await drivenOf(world)).ending).toMatchObject({ output: { rows: 0 } });
  });

  test('keeps its token while it says nothing of the end', async () => {
    const world = await createWebhookWorld(CALLED_BACK, { status: 202 });
    await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });
    const token = tokenOf(world);

    const early = await world.receiveCallback(token, { status: 'running' }, world.orchestrations);

    expect(early).toMatchObject({ outcome: 'invalid', issues: [{ pointer: '/status' }] });
    expect(await world.receiveCallback(token, END, world.orchestrations)).toEqual({ outcome: 'received' });
  });

  test('fails with the work', async () => {
    const world = await createWebhookWorld(CALLED_BACK, { status: 202 });
    await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });
    await world.receiveCallback(
      tokenOf(world),
      { status: 'failed', message: 'No disk.' },
      world.orchestrations,
    );

    expect((await drivenOf(world)).ending).toMatchObject({
      reason: 'work-failed',
      message: matching(/No disk\./),
    });
  });

  test('is too late for an attempt that is over, and for a token that was never given', async () => {
    const world = await createWebhookWorld(CALLED_BACK, { status: 202 });
    await world.steps.sendWebhook({ ...world.first, number: 1, failures: 0 });
    const token = tokenOf(world);
    await cancel(world);

    const late = await world.receiveCallback(token, END, world.orchestrations);
    const guessed = await world.receiveCallback(`${token.slice(0, -1)}x`, END, world.orchestrations);

    expect([late, guessed]).toEqual([{ outcome: 'over' }, { outcome: 'unknown' }]);
  });

  test('stores the digest of its token, and not the token', async () => {
    const world = await createWebhookWorld(CALLED_BACK, (request) => ({
      status: 202,
      body: request.headers,
    }));
    const driven = await drivenOf(world, { timeoutSeconds: 90 });

    const token = tokenOf(world);
    const [, secret = ''] = token.split('.');
    expect(driven.ending).toMatchObject({ reason: 'timed-out' });
    expect(secret).toHaveLength(43);
    expect(world.calls.text + JSON.stringify([driven.calls, driven.statuses])).not.toContain(secret);
  });

  test('needs to know where the app is reached', async () => {
    const world = await createWebhookWorld(CALLED_BACK, { status: 202 });
    const { createSendWebhook } =
      await import('../../../../shared/kinds/webhook/application/send-webhook.ts');
    const send = createSendWebhook({ ...world.dependencies, callbackBaseUrl: undefined });

    expect(await send({ ...world.first, number: 1, failures: 0 })).toMatchObject({
      failure: { message: matching(/WEBHOOK__callbackBaseUrl/) },
    });
  });
});

async function cancel(world: WebhookWorld): Promise<void> {
  await createCancelRun(world)(world.first.runId, { author: 'ada', reason: 'Enough.' }, world.orchestrations);
  expect((await runOf(world)).state).toBe('cancelled');
}

/** An answer, before which somebody cancels the run. */
function cancelThen<A>(world: WebhookWorld, answer: A): () => Promise<A> {
  return async () => {
    await cancel(world);
    return answer;
  };
}

/** The next attempt of a run whose last has failed. */
async function beginAgain(world: WebhookWorld): Promise<void> {
  const { value, version } = present(await world.runs.get(world.first.runId));
  if (value.state !== 'pending') throw new Error(`The run is ${value.state}.`);
  const running = { ...value, state: 'running', startedAt: world.clock.now() } as const;
  await world.jobs.commit({ jobId: value.jobId, runs: [{ value: running, ifVersion: version }] });
}
