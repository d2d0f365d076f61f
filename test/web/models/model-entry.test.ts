import { describe, expect, test } from 'vitest';
import type { ModelView } from '../../../shared/contracts/http/models.ts';
import { byValueStream, modelEntry } from '../../../web/models/list/model-entry.ts';
import { changeText, pValueText, psiText, shareText } from '../../../web/models/psi-text.ts';
import { measurementOn } from './measurements.ts';

type Recent = NonNullable<ModelView['recent']>;

function modelWith(recent: Recent, of: Partial<ModelView> = {}): ModelView {
  return { modelId: 'churn', valueStream: 'retention', baselineCount: 1, recent, ...of };
}

function recentOf(psi: number | null, band: Recent[number]['band']): Recent[number] {
  return { runId: 'r', dueAt: '2026-03-02T06:00:00Z', psi, band, alarm: false };
}

describe('modelEntry', () => {
  test('tells by how much the index has changed', () => {
    const { change } = modelEntry(modelWith([recentOf(0.05, 'stable'), recentOf(0.08, 'stable')]));

    expect(change).toBeCloseTo(0.03);
  });

  test('knows no change where the measurement before has no index', () => {
    expect(modelEntry(modelWith([recentOf(null, null), recentOf(0.08, 'stable')])).change).toBeUndefined();
  });

  test('draws the usual cut-offs where the bands agree with them', () => {
    const recent = [
      recentOf(0.1, 'moderate-shift'),
      recentOf(0.25, 'significant-shift'),
      recentOf(null, null),
    ];

    expect(modelEntry(modelWith(recent)).cutOffs).toEqual([0.1, 0.25]);
  });

  test('draws none where the model is judged by others', () => {
    expect(modelEntry(modelWith([recentOf(0.22, 'significant-shift')])).cutOffs).toEqual([]);
  });

  test('names three of the columns with an alarm, and counts the others', () => {
    const latest = measurementOn(0, { alarm: true, alarms: { count: 5, names: ['a', 'b', 'c', 'd', 'e'] } });

    expect(modelEntry(modelWith([], { latest })).alarmText).toBe('a, b, c and 2 more');
  });

  test('of a model that was never measured it says so', () => {
    expect(modelEntry({ modelId: 'new', baselineCount: 0 })).toMatchObject({
      ...{ psi: null, band: null, alarm: false, measuredAt: undefined, values: [] },
    });
  });
});

test('models stand by value stream, in the order in which they come', () => {
  const models = [
    modelEntry(modelWith([], { modelId: 'b', latest: measurementOn(0, { alarm: true }) })),
    modelEntry(modelWith([], { modelId: 'x', valueStream: 'pricing' })),
    modelEntry(modelWith([], { modelId: 'a' })),
  ];

  expect(byValueStream(models)).toMatchObject([
    { valueStream: 'retention', alarmCount: 1, models: [{ modelId: 'b' }, { modelId: 'a' }] },
    { valueStream: 'pricing', alarmCount: 0, models: [{ modelId: 'x' }] },
  ]);
});

describe('figures as they are read', () => {
  test.each([
    [psiText(0.12345), '0.123'],
    [psiText(0.00004), '<0.001'],
    [psiText(0), '0.000'],
    [psiText(null), '–'],
    [changeText(-0.0213), '−0.021'],
    [changeText(0.0213), '+0.021'],
    [changeText(-0.00001), '±0.000'],
    [shareText(0), '0 %'],
    [shareText(0.1), '10 %'],
    [shareText(0.0123), '1.2 %'],
    [shareText(0.0001), '<0.1 %'],
    [pValueText(0.0004), '<0.001'],
  ])('%s is %s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
