import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import type { ColumnStability, StabilityResult } from '../../../shared/domain/stability/stability-result.ts';
import { toCsv } from '../../support/csv-text.ts';
import { jobIdFrom } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const JOB = jobIdFrom('churn-daily');

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-05T00:00:00Z');
  app = registerIn(world);
  const rows = Array.from({ length: 40 }, (_, row) => [row + 0.5, row % 2 === 0 ? 'web' : 'shop']);
  world.blobs.put('baselines/churn.csv', toCsv([['score', 'channel'], ...rows]));
});

function post(body: object, modelId = 'churn'): Promise<Answer> {
  return app.call('registerBaseline', {
    params: { modelId },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function pointersOf(answer: Answer): (string | undefined)[] | undefined {
  expect(answer.status).toBe(400);
  return problemBody.parse(answer.json).errors?.map(({ pointer }) => pointer);
}

describe('POST /api/models/{modelId}/baselines', () => {
  test('freezes the bins under the next version', async () => {
    const first = await post({ source: 'baselines/churn.csv' });
    const second = await post({ source: 'baselines/churn.csv', columns: ['score'] });

    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.json).toMatchObject({
      ...{ modelId: 'churn', version: 1, source: 'baselines/churn.csv' },
      specification: { convention: { name: 'house' }, columns: [{ name: 'score' }, { name: 'channel' }] },
    });
    expect(second.json).toMatchObject({ version: 2, specification: { columns: [{ name: 'score' }] } });
    const { baselineId } = z.looseObject({ baselineId: z.string() }).parse(first.json);
    expect(first.headers.get('location')).toBe(`/api/models/churn/baselines/${baselineId}`);
  });

  test('is in the audit log of the model, once however often it is asked for', async () => {
    const { baselineId } = z
      .looseObject({ baselineId: z.string() })
      .parse((await post({ source: 'baselines/churn.csv' })).json);
    await post({ source: 'baselines/churn.csv' });
    await post({ source: 'baselines/none.csv' });

    const entry = { subject: 'model:churn', action: 'register-baseline', author: 'local' };
    expect((await app.call('listAuditLog', { query: 'subject=model:churn' })).json).toMatchObject({
      items: [
        { ...entry, outcome: 'done', after: { baselineId } },
        { ...entry, outcome: 'asked' },
      ],
    });
  });

  test('answers 200 with the same baseline when the same comes again', async () => {
    const first = await post({ source: 'baselines/churn.csv' });
    const again = await post({ source: 'baselines/churn.csv' });

    expect(again.status).toBe(200);
    expect(again.json).toEqual(first.json);
  });

  test.each<[string, object, string[]]>([
    ['no source', {}, ['/source']],
    ['a source that is not there', { source: 'baselines/none.csv' }, ['/source']],
    ['an unknown column', { source: 'baselines/churn.csv', columns: ['score', 'age'] }, ['/columns/1']],
    [
      'faults of the bins',
      {
        source: 'baselines/churn.csv',
        bins: { columns: { channel: { specialCodes: [1], type: 'categorical' } }, segmentBy: ['region'] },
      },
      ['/bins/columns/channel/specialCodes', '/bins/segmentBy/0'],
    ],
    [
      'bins that are none',
      { source: 'baselines/churn.csv', bins: { convention: 'excel', columns: { score: { bins: 3 } } } },
      ['/bins/convention', '/bins/columns/score/bins'],
    ],
  ])('refuses %s, naming every fault', async (_what, body, pointers) => {
    expect(pointersOf(await post(body))?.sort()).toEqual([...pointers].sort());
    const { json } = await app.call('listBaselines', { params: { modelId: 'churn' } });
    expect(json).toEqual({ items: [] });
  });

  test('is 404 for a model id that is none', async () => {
    expect((await post({ source: 'baselines/churn.csv' }, 'a b')).status).toBe(404);
  });
});

describe('the baselines of a model', () => {
  test('are listed, the newest first, and read by their id', async () => {
    const first = await post({ source: 'baselines/churn.csv' });
    await post({ source: { path: 'baselines/churn.csv', timeZone: 'UTC' }, columns: ['score'] });

    const { json } = await app.call('listBaselines', { params: { modelId: 'churn' } });

    expect(json).toMatchObject({
      items: [
        { version: 2, source: { path: 'baselines/churn.csv', timeZone: 'UTC' } },
        { version: 1, source: 'baselines/churn.csv', createdAt: '2026-03-05T00:00:00.000Z' },
      ],
    });
    const { baselineId } = z.looseObject({ baselineId: z.string() }).parse(first.json);
    const read = await app.call('readBaseline', { params: { modelId: 'churn', baselineId } });
    expect(read.json).toEqual(first.json);
  });

  test('are 404 under another id or model', async () => {
    const answer = await app.call('readBaseline', { params: { modelId: 'churn', baselineId: 'none' } });

    expect(answer.status).toBe(404);
  });
});

function column(name: string, psi: number): ColumnStability {
  return {
    ...{ name, type: 'numeric', status: 'ok', psi, band: psi < 0.1 ? 'stable' : 'significant-shift' },
    decision: { alarm: psi >= 0.1, rule: 'threshold' },
    bins: [
      {
        ...{ label: '(-inf,1]', expectedCount: 1, actualCount: 2 },
        ...{ expectedProportion: 0.25, actualProportion: 0.5, contribution: psi },
      },
    ],
  };
}

/** Keeps a measurement of the slot of a day in March. */
async function measured(day: number, psi: number): Promise<string> {
  const dueAt = Date.UTC(2026, 2, day, 6);
  const runId = runIdOf(JOB, dueAt);
  const result: StabilityResult = {
    ...{ currentRowCount: 4, columns: [column('score', psi), column('age', 0.01)], extraColumns: [] },
    segments: [{ segment: { channel: 'web, "new"' }, currentRowCount: 2, columns: [column('score', 0.5)] }],
  };
  const detailPath = `results/churn/${runId}.json`;
  world.blobs.put(detailPath, JSON.stringify({ convention: { name: 'house' }, ...result }));
  await world.stability.record({
    ...{ runId, jobId: JOB, dueAt, finishedAt: dueAt + 1000 },
    result: {
      ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 4, psi, band: 'stable', alarm: psi >= 0.1 },
      ...{ alarms: { count: psi >= 0.1 ? 1 : 0, names: [] }, statusCounts: { ok: 2 }, detailPath },
      window: { from: '2026-03-01T06:00:00.000Z', to: '2026-03-02T06:00:00.000Z' },
      worstCharacteristics: [],
    },
  });
  return runId;
}

describe('GET /api/models/{modelId}/stability', () => {
  beforeEach(async () => {
    await measured(1, 0.02);
    await measured(2, 0.3);
  });

  function list(query = '', headers: Record<string, string> = {}): Promise<Answer> {
    return app.call('listStability', { params: { modelId: 'churn' }, query, headers });
  }

  test('lists the measurements, the latest first, without the paths of their blobs', async () => {
    const { json } = await list();

    expect(json).toMatchObject({
      items: [
        { dueAt: '2026-03-02T06:00:00.000Z', psi: 0.3, alarm: true },
        { dueAt: '2026-03-01T06:00:00.000Z', psi: 0.02, alarm: false },
      ],
    });
    expect(JSON.stringify(json)).not.toContain('detailPath');
  });

  test('keeps to a range of slots, its end excluded', async () => {
    const { json } = await list('from=2026-03-01T06:00:00Z&to=2026-03-02T06:00:00Z');

    expect(json).toMatchObject({ items: [{ psi: 0.02 }] });
    expect(json).toHaveProperty('items.length', 1);
  });

  test('gives the figures of a characteristic', async () => {
    const { json } = await list('characteristic=age&limit=1');

    expect(json).toMatchObject({
      items: [{ figures: [{ characteristic: 'age', psi: 0.01, alarm: false, currentRowCount: 4 }] }],
    });
  });

  test('gives the figures of every segment, or of one', async () => {
    const segment = { channel: 'web, "new"' };
    const every = await list('characteristic=score&segment=*&limit=1');
    const one = await list(`segment=${encodeURIComponent(JSON.stringify(segment))}&limit=1`);

    expect(every.json).toMatchObject({ items: [{ figures: [{ psi: 0.3 }, { segment, psi: 0.5 }] }] });
    expect(one.json).toMatchObject({ items: [{ figures: [{ segment, psi: 0.5 }] }] });
  });

  test('gives a table where CSV is asked for, with the next page in a header', async () => {
    const answer = await list('limit=1', { accept: 'text/csv' });

    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.text.split('\r\n')).toEqual([
      'modelId,runId,jobId,dueAt,windowFrom,windowTo,baselineId,psi,band,alarm,alarmCount,currentRowCount',
      'churn,churn-daily.20260302T060000Z,churn-daily,2026-03-02T06:00:00.000Z,2026-03-01T06:00:00.000Z,2026-03-02T06:00:00.000Z,b1,0.3,stable,true,1,4',
      '',
    ]);
    expect(answer.headers.get('link')).toMatch(/^<\/\S*limit=1&cursor=\S+>; rel="next"$/);
  });

  test('gives a row for each figure that was asked for', async () => {
    const { text } = await list('segment=*&limit=1', { accept: 'text/csv, application/json;q=0.5' });

    expect(text.split('\r\n').map((row) => row.split(',b1,')[1])).toEqual([
      undefined,
      'ALL,score,ok,0.3,significant-shift,true,,,,4,',
      'ALL,age,ok,0.01,stable,false,,,,4,',
      '"{""channel"":""web, \\""new\\""""}",score,ok,0.5,significant-shift,true,,,,2,',
      undefined,
    ]);
  });

  test.each([
    ['from=yesterday', ['/from']],
    ['from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', ['/to']],
    ['segment=web', ['/segment']],
    ['limit=0&columns=x', ['/limit', '/columns']],
  ])('refuses the query %s', async (query, pointers) => {
    expect(pointersOf(await list(query))).toEqual(pointers);
  });
});

describe('GET /api/models/{modelId}/stability/{runId}', () => {
  test('gives the bins, and what moved, most first', async () => {
    const runId = await measured(1, 0.3);

    const { json } = await app.call('readStability', { params: { modelId: 'churn', runId } });

    expect(json).toMatchObject({
      ...{ runId, psi: 0.3, convention: { name: 'house' } },
      columns: [{ name: 'score' }, { name: 'age' }],
      moved: [
        {
          ...{ name: 'score', bins: [{ label: '(-inf,1]', direction: 'more', share: 1 }] },
          series: { labels: ['(-inf,1]'], expectedProportion: [0.25], actualProportion: [0.5] },
        },
        { name: 'age' },
      ],
    });
  });

  test('gives its totals although the detail is gone', async () => {
    const runId = await measured(1, 0.3);
    world.blobs.delete(`results/churn/${runId}.json`);

    const { status, json } = await app.call('readStability', { params: { modelId: 'churn', runId } });

    expect(status).toBe(200);
    expect(json).toMatchObject({ psi: 0.3, moved: [] });
  });

  test.each(['nonsense', 'churn-daily.20200101T000000Z'])('is 404 for %s', async (runId) => {
    const answer = await app.call('readStability', { params: { modelId: 'churn', runId } });

    expect(answer.status).toBe(404);
  });
});

describe('GET /api/models', () => {
  test('lists the models with their latest measurement', async () => {
    await post({ source: 'baselines/churn.csv' });
    await post({ source: 'baselines/churn.csv' }, 'credit');
    await measured(1, 0.02);
    await measured(2, 0.3);

    const { json } = await app.call('listModels');

    expect(json).toMatchObject({
      items: [
        { modelId: 'churn', baselineCount: 1, latest: { psi: 0.3, alarm: true } },
        { modelId: 'credit', baselineCount: 1 },
      ],
    });
    expect(JSON.stringify(json)).not.toContain('recent');
  });

  test('has as many of the last measurements as are asked for, the earliest slot first', async () => {
    for (const [day, psi] of [0.02, 0.3, 0.04].entries()) await measured(day + 1, psi);
    await post({ source: 'baselines/churn.csv' });

    const { json } = await app.call('listModels', { query: 'recent=2' });

    expect(json).toMatchObject({
      items: [{ latest: { psi: 0.04 }, recent: [{ psi: 0.3, alarm: true }, { psi: 0.04 }] }],
    });
  });
});

describe('a model', () => {
  const DEFINITION = { valueStream: 'retention', owner: 'ada@example.com', tags: ['b', 'a', 'b'] };

  function put(body: object, { modelId = 'fraud', ifMatch = '' } = {}): Promise<Answer> {
    const condition: Record<string, string> = ifMatch === '' ? {} : { 'if-match': ifMatch };
    const headers = { 'content-type': 'application/json', ...condition };
    return app.call('saveModel', { params: { modelId }, headers, body: JSON.stringify(body) });
  }

  function read(modelId = 'fraud'): Promise<Answer> {
    return app.call('readModel', { params: { modelId } });
  }

  function remove(modelId = 'fraud', ifMatch = ''): Promise<Answer> {
    const headers: Record<string, string> = ifMatch === '' ? {} : { 'if-match': ifMatch };
    return app.call('deleteModel', { params: { modelId }, headers });
  }

  test('is registered with 201, its version and where it is', async () => {
    const answer = await put(DEFINITION);

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/api/models/fraud');
    expect(answer.headers.get('etag')).toBe((await world.models.get('fraud'))?.version);
    expect(answer.json).toEqual({
      ...{ modelId: 'fraud', valueStream: 'retention', owner: 'ada@example.com', tags: ['a', 'b'] },
      ...{ generation: 1, createdAt: '2026-03-05T00:00:00.000Z', updatedAt: '2026-03-05T00:00:00.000Z' },
    });
  });

  test('is read with how many baselines it has and its latest measurement', async () => {
    await put(DEFINITION, { modelId: 'churn' });
    await post({ source: 'baselines/churn.csv' });
    await measured(1, 0.3);

    const answer = await read('churn');

    expect(answer.headers.get('etag')).toBe((await world.models.get('churn'))?.version);
    expect(answer.json).toMatchObject({
      ...{ modelId: 'churn', valueStream: 'retention', baselineCount: 1, latest: { psi: 0.3 } },
    });
  });

  test('that has only baselines is read without an owner and a version', async () => {
    await post({ source: 'baselines/churn.csv' });

    const answer = await read('churn');

    expect(answer.headers.get('etag')).toBeNull();
    expect(answer.json).toEqual({ modelId: 'churn', baselineCount: 1 });
  });

  test('is 404 where there is none', async () => {
    expect((await read()).status).toBe(404);
    expect((await remove()).status).toBe(404);
  });

  test('is defined anew under the version that was read', async () => {
    const etag = (await put(DEFINITION)).headers.get('etag') ?? '';
    const changed = { ...DEFINITION, owner: 'bob' };

    expect((await put(changed)).status).toBe(428);
    expect((await put(changed, { ifMatch: '"old"' })).status).toBe(412);
    const replaced = await put(changed, { ifMatch: etag });
    expect(replaced.status).toBe(200);
    expect(replaced.json).toMatchObject({ owner: 'bob', generation: 2 });
    expect((await put(changed)).status).toBe(200);
  });

  test('stays in its value stream', async () => {
    await put(DEFINITION);

    expect(pointersOf(await put({ valueStream: 'growth' }, { ifMatch: '*' }))).toEqual(['/valueStream']);
  });

  test.each<[object, string[]]>([
    [{}, ['/valueStream']],
    [{ ...DEFINITION, modelId: 'churn' }, ['/modelId']],
    [{ ...DEFINITION, tags: ['a b'], colour: 'red' }, ['/tags/0', '/colour']],
  ])('refuses %j', async (body, pointers) => {
    expect(pointersOf(await put(body))).toEqual(pointers);
  });

  test('refuses an id that is none', async () => {
    expect(pointersOf(await put(DEFINITION, { modelId: 'a b' }))).toEqual(['/modelId']);
  });

  test('is deleted under the version that was read', async () => {
    const etag = (await put(DEFINITION)).headers.get('etag') ?? '';

    expect((await remove('fraud', '"old"')).status).toBe(412);
    expect((await remove('fraud', etag)).status).toBe(204);
    expect((await read()).status).toBe(404);
  });

  test('with a baseline is not deleted', async () => {
    await put(DEFINITION, { modelId: 'churn' });
    await post({ source: 'baselines/churn.csv' });

    const answer = await remove('churn');

    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ type: 'urn:evenkeel:problem:in-use' });
  });

  test('is found in the list by its value stream and by a text', async () => {
    await put(DEFINITION);
    await put({ valueStream: 'growth', description: 'Who comes back' }, { modelId: 'uplift' });

    const ofStream = await app.call('listModels', { query: 'valueStream=retention' });
    const byText = await app.call('listModels', { query: 'text=comes' });

    expect(ofStream.json).toMatchObject({ items: [{ modelId: 'fraud', baselineCount: 0 }] });
    expect(byText.json).toMatchObject({ items: [{ modelId: 'uplift' }] });
  });
});
