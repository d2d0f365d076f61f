import { toPrometheusName } from '../../shared/contracts/http/metrics-text.ts';
import { EVENT_FIELDS, EVENTS } from '../../shared/domain/telemetry/event-catalogue.ts';
import {
  describeMetric,
  isMetricName,
  METRICS,
  type MetricDescription,
  type MetricName,
} from '../../shared/domain/telemetry/metric-catalogue.ts';

const INTRODUCTION = `# Metrics and events

Every figure and every event that the app gives out. \`npm run docs\` writes this file from the catalogues in
\`shared/domain/telemetry/\`; change those, not the file. How to get at them: [monitoring.md](monitoring.md).

A metric has one name everywhere: in OpenTelemetry and Azure Monitor as it stands here; in Prometheus with \`_\` for \`.\` and its
unit behind it, counters with \`_total\`, histograms with \`_bucket\`, \`_sum\` and \`_count\`; in Datadog as it stands here, with
lower-case tags. An attribute \`valueStream\` is the label \`value_stream\` in Prometheus.`;

const SOURCES: Readonly<Record<MetricDescription['source'], string>> = {
  store: `Read from the store, so that any instance gives the same. They are in \`GET /api/metrics\`, and once a minute they are told by
OpenTelemetry, of counters and histograms what has come since.`,
  process: 'Told by whichever instance does something, by OpenTelemetry alone: add them up over instances.',
  scrape: 'Of an answer to `GET /api/metrics` itself.',
};

const TITLES = { store: 'Of the store', process: 'Of the instances', scrape: 'Of a scrape' } as const;

/** The page of metrics and events as it has to be. */
export function makeMetricsPage(): string {
  const groups = (['store', 'process', 'scrape'] as const).map((source) =>
    [`## ${TITLES[source]}`, SOURCES[source], metricsTable(source)].join('\n\n'),
  );
  return `${[INTRODUCTION, ...groups, bucketsPart(), eventsPart()].join('\n\n')}\n`;
}

function namesOf(source: MetricDescription['source']): readonly MetricName[] {
  return Object.keys(METRICS)
    .filter(isMetricName)
    .filter((name) => describeMetric(name).source === source);
}

function metricsTable(source: MetricDescription['source']): string {
  const rows = namesOf(source).map((name) => {
    const { kind, unit, attributes, description } = describeMetric(name);
    const listed = attributes.map((attribute) => `\`${attribute}\``).join(', ');
    const scraped = source === 'process' ? [] : [`\`${sampleName(name)}\``];
    return [`\`${name}\``, ...scraped, kind, unit === '1' ? '' : unit, listed, description];
  });
  const scraped = source === 'process' ? [] : ['in Prometheus'];
  return table(['metric', ...scraped, 'kind', 'unit', 'attributes', 'what it is'], rows);
}

function sampleName(name: MetricName): string {
  const base = toPrometheusName(name);
  switch (describeMetric(name).kind) {
    case 'counter':
      return `${base}_total`;
    case 'gauge':
      return base;
    case 'histogram':
      return `${base}_bucket`;
  }
}

function bucketsPart(): string {
  const rows = Object.keys(METRICS)
    .filter(isMetricName)
    .flatMap((name) => {
      const { buckets } = describeMetric(name);
      return buckets === undefined ? [] : [[`\`${name}\``, buckets.join(', ')]];
    });
  return ['## Buckets', table(['histogram', 'upper bounds, seconds'], rows)].join('\n\n');
}

function eventsPart(): string {
  const rows = Object.entries(EVENTS).map(([name, description]) => [`\`${name}\``, description]);
  const fields = Object.entries(EVENT_FIELDS).map(([name, kind]) => [`\`${name}\``, kind]);
  return [
    '## Events',
    [
      'An event of a run names its `valueStream`, `jobId`, `runId`, `kind`, `attempt`, `trigger` and `dueAt`. What is read from the',
      'changes of the store may be told twice, with the same fields, when a process dies in between.',
    ].join('\n'),
    table(['event', 'when, and with what'], rows),
    'The fields of all events; instants are ISO 8601 in UTC.',
    table(['field', 'type'], fields),
  ].join('\n\n');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
