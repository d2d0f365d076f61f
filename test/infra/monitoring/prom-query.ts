import { toPrometheusLabel, toPrometheusName } from '../../../shared/contracts/http/metrics-text.ts';
import {
  describeMetric,
  isMetricName,
  METRICS,
  type MetricName,
} from '../../../shared/domain/telemetry/metric-catalogue.ts';

interface Known {
  readonly metric: MetricName;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
}

/** Every sample that a scrape may have. */
const SAMPLES: ReadonlyMap<string, Known> = new Map(
  Object.keys(METRICS).filter(isMetricName).flatMap(samplesOf),
);

function samplesOf(metric: MetricName): readonly (readonly [string, Known])[] {
  const { kind, attributes, source } = describeMetric(metric);
  if (source === 'process') return [];
  const name = toPrometheusName(metric);
  const own: Known = { metric, kind, labels: attributes.map(toPrometheusLabel) };
  switch (kind) {
    case 'counter':
      return [[`${name}_total`, own]];
    case 'gauge':
      return [[name, own]];
    case 'histogram':
      return [
        [`${name}_sum`, own],
        [`${name}_count`, own],
        [`${name}_bucket`, { ...own, labels: [...own.labels, 'le'] }],
      ];
  }
}

/** The metrics that an expression asks for. */
export function metricsIn(expression: string): readonly MetricName[] {
  return samplesIn(expression).flatMap(({ name }) => SAMPLES.get(name)?.metric ?? []);
}

/** The labels that the lines of an expression's result have. */
export function labelsOf(expression: string): readonly string[] {
  return groupsIn(expression).filter((label) => label !== 'le');
}

/** What is wrong with an expression in PromQL, as far as the catalogue can tell. */
export function faultsIn(expression: string): readonly string[] {
  const samples = samplesIn(expression);
  const all = samples.flatMap(({ name }) => SAMPLES.get(name)?.labels ?? []);
  const faults = samples.flatMap(({ name, labels, before }) => {
    const known = SAMPLES.get(name);
    if (known === undefined) return [`${name} is no figure of the app`];
    const strange = labels.filter((label) => !known.labels.includes(label));
    const isRated = /(?:increase|rate)\($/.test(before);
    return [
      ...strange.map((label) => `${name} has no label ${label}`),
      ...(isRated === (known.kind === 'gauge') ? [`${name} is a ${known.kind}`] : []),
    ];
  });
  return [
    ...faults,
    ...(samples.length === 0 ? ['it asks for nothing'] : []),
    ...groupsIn(expression).flatMap((label) => (all.includes(label) ? [] : [`nothing has a label ${label}`])),
    ...(expression.includes('histogram_quantile') && !groupsIn(expression).includes('le')
      ? ['the buckets are added up']
      : []),
    ...(isBalanced(expression) ? [] : ['its brackets do not fit']),
  ];
}

function samplesIn(expression: string) {
  return [...expression.matchAll(/\b(evenkeel_\w+)(?:\{([^}]*)\})?/g)].map((found) => ({
    name: found[1] ?? '',
    labels: [...(found[2] ?? '').matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label ?? ''),
    before: expression.slice(0, found.index),
  }));
}

function groupsIn(expression: string): readonly string[] {
  return [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(',').map((label) => label.trim()),
  );
}

export function isBalanced(text: string): boolean {
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const sign of text.replaceAll(/"[^"]*"/g, '')) {
    if ('([{'.includes(sign)) open.push(sign);
    else if (')]}'.includes(sign) && open.pop() !== pairs[sign]) return false;
  }
  return open.length === 0;
}
