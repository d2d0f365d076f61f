import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { RunTrace, traceIdOf } from '../../../shared/adapters/telemetry/run-trace.ts';
import { createSampler } from '../../../shared/adapters/telemetry/sampler.ts';
import { readTraceParent } from '../../../shared/adapters/telemetry/trace-parent.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../support/example-job.ts';

const SLOT = Date.parse('2026-03-01T06:00:00Z');
const RUN = runIdOf(jobIdFrom('churn-daily'), SLOT);

describe('the ids of a run', () => {
  test('follow from its id alone', () => {
    // printf 'run:churn-daily.20260301T060000Z' | sha256sum, and so on.
    expect(traceIdOf(RUN)).toBe('dc1fa11de535543bc4be2422a41a867b');
    expect(new RunTrace(RUN, () => true).root.spanId).toBe('6612292451f33ae2');
    expect(new RunTrace(RUN, () => true).orchestration(2).spanId).toBe('c6786a60593208cf');
  });

  test('are all different', () => {
    const trace = new RunTrace(RUN, () => true);

    const spans = [
      ...[trace.root, trace.message(1), trace.message(2), trace.message(1, 'woken-1')],
      ...[trace.orchestration(1), trace.orchestration(2)],
    ];

    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  });
});

describe('the sampler', () => {
  const ids = Array.from({ length: 500 }, (_, day) =>
    traceIdOf(runIdOf(jobIdFrom('churn-daily'), SLOT + day * 86_400_000)),
  );

  test.each([0, 0.1, 0.5, 1])('decides as the one of OpenTelemetry does at %d', (ratio) => {
    const theirs = new TraceIdRatioBasedSampler(ratio);
    const ours = createSampler({ followsParent: true, ratio });

    const decided = ids.map((id) => ours.begins(id));

    expect(decided).toEqual(
      ids.map((id) => theirs.shouldSample(ROOT_CONTEXT, id).decision !== SamplingDecision.NOT_RECORD),
    );
    expect(decided.filter(Boolean).length / ids.length).toBeCloseTo(ratio, 1);
  });

  test('follows the caller where it is to, and only there', () => {
    const parent = { traceId: ids[0] ?? '', isSampled: false };

    expect(createSampler({ followsParent: true, ratio: 1 }).continues(parent)).toBe(false);
    expect(createSampler({ followsParent: false, ratio: 1 }).continues(parent)).toBe(true);
  });
});

describe('readTraceParent', () => {
  const [trace, span] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];

  test.each([
    [`00-${trace}-${span}-01`, true],
    [`00-${trace}-${span}-00`, false],
    [`00-${trace}-${span}-03`, true],
    [`cc-${trace}-${span}-01-what-the-future-will-be-like`, true],
    [`cc-${trace}-${span}-01`, true],
  ])('reads %s', (header, isSampled) => {
    expect(readTraceParent(header)).toEqual({ traceId: trace, spanId: span, isSampled });
  });

  test.each([
    undefined,
    null,
    '',
    `ff-${trace}-${span}-01`,
    `00-${trace}-${span}-01-more`,
    `00-${trace}-${span}-01.`,
    `cc-${trace}-${span}-01.`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${trace}-${span}-1`,
    `${trace}-${span}-01`,
  ])('takes %s for none', (header) => {
    expect(readTraceParent(header)).toBeUndefined();
  });
});
