import fc from 'fast-check';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { describe, expect, test } from 'vitest';
import { renderMetrics, toPrometheusName } from '../../../shared/contracts/http/metrics-text.ts';
import {
  describeMetric,
  isMetricName,
  METRICS,
  type MetricName,
} from '../../../shared/domain/telemetry/metric-catalogue.ts';
import { Tally, type Attributes, type Series } from '../../../shared/domain/telemetry/tally.ts';
import { readExposition } from '../../support/metrics/read-exposition.ts';

const NAMES: readonly MetricName[] = Object.keys(METRICS).filter(isMetricName);

function lateness(...values: readonly number[]): readonly Series[] {
  const tally = new Tally();
  for (const value of values) tally.observe('evenkeel.runs.lateness', { valueStream: 'retention' }, value);
  return tally.series();
}

/** Lines of every metric, by the values of its first two attributes. */
function tallied(names: readonly (readonly [string, string])[], observed: readonly number[]): Tally {
  const tally = new Tally();
  const count = (metric: MetricName, attributes: Attributes) => {
    if (describeMetric(metric).kind !== 'histogram') tally.raise(metric, attributes, observed.length);
    else for (const each of observed) tally.observe(metric, attributes, each);
  };
  for (const metric of NAMES) {
    const [first = 'none', second = 'none'] = describeMetric(metric).attributes;
    for (const [a, b] of names) count(metric, { [first]: a, [second]: b });
  }
  return tally;
}

describe('renderMetrics', () => {
  test('writes a counter as the older format has it', () => {
    const line = { metric: 'evenkeel.slots.skipped', value: 3 } as const;

    expect(
      renderMetrics([{ ...line, attributes: { valueStream: 'retention', reason: 'overlap' } }], 'text'),
    ).toBe(
      [
        '# HELP evenkeel_slots_skipped_total Slots that will not run, by why.',
        '# TYPE evenkeel_slots_skipped_total counter',
        'evenkeel_slots_skipped_total{value_stream="retention",reason="overlap"} 3',
        '',
      ].join('\n'),
    );
  });

  test('writes a counter and a unit as OpenMetrics has them', () => {
    const skipped = { metric: 'evenkeel.slots.skipped', attributes: {}, value: 3 } as const;
    const time = { metric: 'evenkeel.audit.last_round_time', attributes: {}, value: 1.5 } as const;

    expect(renderMetrics([skipped, time], 'openMetrics')).toBe(
      [
        '# HELP evenkeel_audit_last_round_time_seconds When the last whole round of the audit ended, seconds since 1970.',
        '# TYPE evenkeel_audit_last_round_time_seconds gauge',
        '# UNIT evenkeel_audit_last_round_time_seconds seconds',
        'evenkeel_audit_last_round_time_seconds 1.5',
        '# HELP evenkeel_slots_skipped Slots that will not run, by why.',
        '# TYPE evenkeel_slots_skipped counter',
        'evenkeel_slots_skipped_total 3',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  test('writes a histogram with cumulative buckets, the last of which has all', () => {
    const lines = renderMetrics(lateness(0.5, 1.5, 1e6), 'text')
      .split('\n')
      .slice(2);

    expect([lines[0], lines[1], lines[2], ...lines.slice(-5)]).toEqual([
      'evenkeel_runs_lateness_seconds_bucket{value_stream="retention",le="1.0"} 1',
      'evenkeel_runs_lateness_seconds_bucket{value_stream="retention",le="2.0"} 2',
      'evenkeel_runs_lateness_seconds_bucket{value_stream="retention",le="5.0"} 2',
      'evenkeel_runs_lateness_seconds_bucket{value_stream="retention",le="21600.0"} 2',
      'evenkeel_runs_lateness_seconds_bucket{value_stream="retention",le="+Inf"} 3',
      'evenkeel_runs_lateness_seconds_sum{value_stream="retention"} 1000002',
      'evenkeel_runs_lateness_seconds_count{value_stream="retention"} 3',
      '',
    ]);
  });

  test('is read by a parser of others', () => {
    const skipped = {
      metric: 'evenkeel.slots.skipped',
      attributes: { valueStream: 'the "first" \\ one\nand more', reason: 'overlap' },
      value: 3,
    } as const;

    expect(parsePrometheusTextFormat(renderMetrics([...lateness(3), skipped], 'text'))).toMatchObject([
      {
        name: 'evenkeel_runs_lateness_seconds',
        type: 'HISTOGRAM',
        metrics: [{ buckets: { '2.0': '0', '5.0': '1', '+Inf': '1' } }],
      },
      {
        name: 'evenkeel_slots_skipped_total',
        type: 'COUNTER',
        metrics: [
          { labels: { value_stream: skipped.attributes.valueStream, reason: 'overlap' }, value: '3' },
        ],
      },
    ]);
  });

  test.each(['text', 'openMetrics'] as const)(
    'keeps every name and figure, whatever they are, as %s',
    (form) => {
      const value = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\t', ' '));
      const names = fc.uniqueArray(fc.tuple(value, value), {
        selector: (pair) => JSON.stringify(pair),
        minLength: 1,
        maxLength: 5,
      });
      fc.assert(
        fc.property(names, fc.array(fc.double({ min: 0, max: 1e7, noNaN: true })), (streams, observed) => {
          const tally = tallied(streams, observed);

          const read = readExposition(renderMetrics(tally.series(), form), form);

          const jobs = read.get('evenkeel_jobs')?.samples ?? [];
          const given = jobs.map(({ labels }) => [labels['value_stream'], labels['kind']]);
          expect(given).toEqual(streams);
          const durations = read.get('evenkeel_runs_duration_seconds')?.samples ?? [];
          const counts = durations.filter(({ name }) => name.endsWith('_count'));
          const kinds = new Set(streams.map(([kind]) => kind)).size;
          expect(counts).toHaveLength(observed.length === 0 ? 0 : kinds);
        }),
        { numRuns: 50 },
      );
    },
  );
});

test('no two metrics have one name there', () => {
  const names = NAMES.map((name) => toPrometheusName(name));

  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^evenkeel_[a-z0-9_]+$/.test(name))).toEqual([]);
});

test('every histogram has buckets, which rise', () => {
  for (const name of NAMES) {
    const { kind, buckets = [] } = describeMetric(name);
    expect([name, buckets.length > 0]).toEqual([name, kind === 'histogram']);
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  }
});

describe('the check of an exposition', () => {
  const HEAD = '# HELP a x\n# TYPE a gauge\n';
  const HISTOGRAM = '# HELP h x\n# TYPE h histogram\n';

  test.each([
    ['a line twice', `${HEAD}a{b="1"} 1\na{b="1"} 2\n`],
    ['a family twice', `${HEAD}a 1\n${HEAD}a 2\n`],
    ['a sample without its family', 'a 1\n'],
    ['a sample of another family', `${HEAD}b 1\n`],
    ['a label that is not closed', `${HEAD}a{b="1"x"} 1\n`],
    ['a figure that is none', `${HEAD}a one\n`],
    ['no end of the last line', `${HEAD}a 1`],
    ['buckets that fall', `${HISTOGRAM}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`],
    ['a count that is not the last bucket', `${HISTOGRAM}h_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n`],
    ['no bucket for the rest', `${HISTOGRAM}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`],
  ])('finds %s', (_what, text) => {
    expect(() => readExposition(text, 'text')).toThrow();
  });
});
