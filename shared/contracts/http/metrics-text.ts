import {
  describeMetric,
  METRICS,
  isMetricName,
  type MetricDescription,
  type MetricName,
} from '../../domain/telemetry/metric-catalogue.ts';
import type { Attributes, Histogram, Series } from '../../domain/telemetry/tally.ts';

/** The two forms that Prometheus takes: its own text format 0.0.4, and OpenMetrics 1.0. */
export const METRICS_FORMS = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openMetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const;
export type MetricsForm = keyof typeof METRICS_FORMS;

/** The name of a metric there: `_` for `.`, the unit behind it; samples of counters end in `_total` besides. */
export function toPrometheusName(name: MetricName): string {
  const { unit } = describeMetric(name);
  const base = name.replaceAll('.', '_');
  return unit === 's' ? `${base}_seconds` : base;
}

/** The name of an attribute there: `value_stream` of `valueStream`. */
export function toPrometheusLabel(attribute: string): string {
  return attribute.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The series as a scraper reads them, the families in the order of the catalogue; no two lines may be of one name. */
export function renderMetrics(series: readonly Series[], form: MetricsForm): string {
  const families = Object.keys(METRICS).flatMap((name) => {
    if (!isMetricName(name)) return [];
    const own = series.filter(({ metric }) => metric === name);
    return own.length === 0 ? [] : [renderFamily(name, own, form)];
  });
  return `${families.join('')}${form === 'openMetrics' ? '# EOF\n' : ''}`;
}

function renderFamily(metric: MetricName, series: readonly Series[], form: MetricsForm): string {
  const { kind, description, unit } = describeMetric(metric);
  const name = toPrometheusName(metric);
  // In the older format a family has the name of its samples.
  const family = kind === 'counter' && form === 'text' ? `${name}_total` : name;
  const lines = series.flatMap((line) => renderLine(name, line));
  return [
    `# HELP ${family} ${escapedHelp(description, form)}`,
    `# TYPE ${family} ${kind}`,
    ...(form === 'openMetrics' && unit === 's' ? [`# UNIT ${family} seconds`] : []),
    ...lines,
    '',
  ].join('\n');
}

function renderLine(name: string, { metric, attributes, value }: Series): readonly string[] {
  const description = describeMetric(metric);
  if (typeof value !== 'number') return renderHistogram(name, { attributes, histogram: value, description });
  const sample = description.kind === 'counter' ? `${name}_total` : name;
  return [`${sample}${labels(attributes)} ${number(value)}`];
}

interface HistogramLine {
  readonly attributes: Attributes;
  readonly histogram: Histogram;
  readonly description: MetricDescription;
}

function renderHistogram(
  name: string,
  { attributes, histogram: { counts, sums }, description: { buckets = [] } }: HistogramLine,
): readonly string[] {
  const bounds = [...buckets, Infinity];
  const upTo = bounds.map((_, index) => total(counts.slice(0, index + 1)));
  return [
    ...bounds.map(
      (bound, index) =>
        `${name}_bucket${labels(attributes, { le: bucketBound(bound) })} ${number(upTo[index] ?? 0)}`,
    ),
    `${name}_sum${labels(attributes)} ${number(total(sums))}`,
    `${name}_count${labels(attributes)} ${number(total(counts))}`,
  ];
}

/** OpenMetrics asks for floats here: `1.0`. */
function bucketBound(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : number(bound);
}

function total(numbers: readonly number[]): number {
  // Sums are of milliseconds: what binary fractions add to them is no figure.
  return Math.round(numbers.reduce((sum, each) => sum + each, 0) * 1000) / 1000;
}

function labels(attributes: Attributes, besides: Attributes = {}): string {
  const named = Object.entries(attributes).map(([name, value]) => [toPrometheusLabel(name), value] as const);
  const pairs = [...named, ...Object.entries(besides)];
  if (pairs.length === 0) return '';
  return `{${pairs.map(([name, value]) => `${name}="${escapedLabel(value)}"`).join(',')}}`;
}

function escapedLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapedHelp(text: string, form: MetricsForm): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return form === 'openMetrics' ? escaped.replaceAll('"', '\\"') : escaped;
}

function number(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return Number.isNaN(value) ? 'NaN' : `${value}`;
}
