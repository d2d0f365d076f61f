import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { EVENT_FIELDS, EVENTS } from '../../../shared/domain/telemetry/event-catalogue.ts';
import {
  describeMetric,
  isMetricName,
  METRICS,
  type MetricName,
} from '../../../shared/domain/telemetry/metric-catalogue.ts';
import { faultsIn, isBalanced, labelsOf, metricsIn } from './prom-query.ts';

const FOLDER = join(import.meta.dirname, '../../../infra/monitoring');

const NAMES: readonly MetricName[] = Object.keys(METRICS).filter(isMetricName);
const TOLD = NAMES.filter((name) => describeMetric(name).source !== 'scrape');
const STORED = NAMES.filter((name) => describeMetric(name).source !== 'process');

/** The rules of the platform, which every way of monitoring has under the same names. */
const RULES = [
  'timer-silent',
  'runs-failed',
  'runs-overdue',
  'alerts-undelivered',
  'dead-letters',
  'backlog',
];

function read(path: string): string {
  return readFileSync(join(FOLDER, path), 'utf8');
}

describe('the Grafana dashboard', () => {
  const position = z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });
  const target = z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() });
  const panel = z.object({
    id: z.int(),
    type: z.enum(['stat', 'timeseries', 'table']),
    title: z.string().min(1),
    datasource: z.object({ type: z.literal('prometheus'), uid: z.literal('${datasource}') }),
    gridPos: position,
    fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }),
    targets: z.array(target).min(1),
  });
  const dashboard = z
    .object({
      uid: z.literal('evenkeel'),
      schemaVersion: z.int(),
      templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
      panels: z.array(panel),
    })
    .parse(JSON.parse(read('grafana/dashboard.json')));
  const { panels } = dashboard;
  const expressions = panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
  );

  test.each(expressions)('asks in "$title" for what there is: $expr', ({ expr, legendFormat }) => {
    const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? '');

    expect(faultsIn(expr)).toEqual([]);
    expect(named.filter((label) => !labelsOf(expr).includes(label))).toEqual([]);
  });

  test('shows every figure that a scrape has', () => {
    const shown = new Set(expressions.flatMap(({ expr }) => metricsIn(expr)));

    expect(STORED.filter((name) => !shown.has(name))).toEqual([]);
  });

  test('shows seconds as seconds, and nothing else so', () => {
    const wrong = panels.filter(({ fieldConfig: { defaults }, targets }) => {
      const isOfSeconds = targets.some(({ expr }) =>
        metricsIn(expr).some((name) => describeMetric(name).unit === 's'),
      );
      return isOfSeconds !== (defaults.unit === 's');
    });

    expect(wrong.map(({ title }) => title)).toEqual([]);
  });

  test('has its variables, and panels that neither overlap nor share an id', () => {
    expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['datasource', 'datasource'],
      ['value_stream', 'query'],
    ]);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});

describe('the rules for Prometheus', () => {
  const rule = z.strictObject({
    alert: z.string().regex(/^Evenkeel\w+$/),
    expr: z.string(),
    for: z
      .string()
      .regex(/^\d+m$/)
      .optional(),
    labels: z.object({ rule: z.string(), severity: z.enum(['critical', 'warning']) }),
    annotations: z.object({ summary: z.string(), description: z.string() }),
  });
  const rules = z
    .object({ groups: z.tuple([z.object({ rules: z.array(rule) })]) })
    .parse(parse(read('prometheus/alerts.yml'))).groups[0].rules;

  test.each(rules)('ask in $alert for what there is', ({ expr, annotations }) => {
    const words = Object.values(annotations).join(' ');
    const named = [...words.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? '');

    expect(faultsIn(expr)).toEqual([]);
    expect(named.filter((label) => !labelsOf(expr).includes(label))).toEqual([]);
  });

  test('are those of the platform, and one for the figures themselves', () => {
    expect(rules.map(({ labels }) => labels.rule)).toEqual([...RULES, 'figures-incomplete']);
  });
});

test('the scrape configuration asks for the path of the API with a bearer token', () => {
  const [config] = z
    .object({
      scrape_configs: z.tuple([
        z.object({
          metrics_path: z.literal('/api/metrics'),
          authorization: z.object({ type: z.literal('Bearer'), credentials_file: z.string() }),
        }),
      ]),
    })
    .parse(parse(read('prometheus/scrape.yml'))).scrape_configs;

  expect(config.authorization.credentials_file).not.toContain('ek_');
});

describe('the Azure workbook', () => {
  const item = z.object({
    type: z.int(),
    name: z.string(),
    content: z.object({ query: z.string().optional(), timeContextFromParameter: z.string().optional() }),
  });
  const workbook = z
    .object({ version: z.literal('Notebook/1.0'), items: z.array(item) })
    .parse(JSON.parse(read('workbook.json')));
  const queries = workbook.items.flatMap(({ name, content: { query, timeContextFromParameter } }) =>
    query === undefined ? [] : [{ name, query, timeContextFromParameter }],
  );

  test.each(queries)('asks in $name for what the app tells', ({ query, timeContextFromParameter }) => {
    const [table] = query.split(' ');
    const names = namesIn(query);
    const properties = [...query.matchAll(/Properties\.(\w+)/g)].map(([, name]) => name ?? '');
    const known =
      table === 'AppEvents' ? Object.keys(EVENT_FIELDS) : attributesOf(names.filter(isMetricName));

    expect(['AppMetrics', 'AppEvents', 'AppExceptions']).toContain(table);
    expect(names.filter((name) => !(table === 'AppEvents' ? name in EVENTS : isTold(name)))).toEqual([]);
    expect(names.length > 0 || table === 'AppExceptions').toBe(true);
    expect(properties.filter((name) => !known.includes(name))).toEqual([]);
    expect(isBalanced(query)).toBe(true);
    expect(timeContextFromParameter).toBe('period');
  });

  test.each(queries)('adds up counters in $name, and no gauges over time', ({ query }) => {
    for (const name of namesIn(query).filter(isMetricName)) {
      const { kind } = describeMetric(name);
      expect([name, query.includes('sum(Sum)'), /\bMax\b/.test(query)]).toEqual([
        name,
        kind === 'counter',
        kind === 'gauge',
      ]);
    }
  });

  test('has no two items of one name', () => {
    const names = workbook.items.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  function namesIn(query: string): readonly string[] {
    const one = [...query.matchAll(/\bName == "([^"]+)"/g)].map(([, name]) => name ?? '');
    const many = [...query.matchAll(/\bName in \(([^)]*)\)/g)].flatMap(([, list = '']) =>
      list.split(',').map((name) => name.trim().replaceAll('"', '')),
    );
    return [...one, ...many];
  }
});

describe('what Datadog is given', () => {
  const query = z.object({ data_source: z.literal('metrics'), name: z.string(), query: z.string() });
  const request = z.object({
    response_format: z.enum(['timeseries', 'scalar']),
    queries: z.array(query).min(1),
    formulas: z.array(z.object({ formula: z.string() })),
  });
  const widget = z.object({
    definition: z.object({
      type: z.enum(['timeseries', 'query_value', 'toplist']),
      title: z.string(),
      requests: z.array(request).length(1),
    }),
  });
  const dashboard = z
    .object({
      layout_type: z.literal('ordered'),
      template_variables: z.tuple([
        z.object({ name: z.literal('value_stream'), prefix: z.literal('valuestream') }),
      ]),
      widgets: z.array(widget),
    })
    .parse(JSON.parse(read('datadog/dashboard.json')));
  const monitors = z
    .array(
      z.object({
        name: z.string(),
        type: z.literal('query alert'),
        query: z.string(),
        message: z.string(),
        tags: z.array(z.string()),
        options: z.object({ thresholds: z.object({ critical: z.number() }) }),
      }),
    )
    .parse(JSON.parse(read('datadog/monitors.json')));
  const asked = [
    ...dashboard.widgets.flatMap(({ definition: { title, requests } }) =>
      requests.flatMap(({ queries }) => queries.map((each) => ({ title, query: each.query }))),
    ),
    ...monitors.map(({ name, query: each }) => ({ title: name, query: each })),
  ];
  const PART = /\b(sum|max|min|p\d\d):([\w.]+)\{([^}]*)\}(?: by \{([^}]*)\})?(\.as_count\(\))?/g;

  test.each(asked)('asks in "$title" for what the app tells: $query', ({ query: text }) => {
    const parts = [...text.matchAll(PART)];

    expect(parts.length).toBeGreaterThan(0);
    expect(text.replaceAll(PART, '')).not.toContain('evenkeel');
    for (const [, aggregation = '', name = '', scope = '', groups = '', asCount] of parts) {
      expect(isTold(name), name).toBe(true);
      if (!isMetricName(name)) continue;
      const { kind, attributes } = describeMetric(name);
      // Datadog makes tags lower-case.
      const tags = attributes.map((attribute) => attribute.toLowerCase());
      const plain = scope.replaceAll(/(\w+) IN \([^)]*\)/g, '$1:any');
      const scoped = plain.split(',').filter((tag) => tag !== '*' && tag !== '$value_stream');
      const used = [...scoped.map((tag) => tag.split(':')[0] ?? ''), ...groups.split(',').filter(Boolean)];
      expect(used.filter((tag) => !tags.includes(tag))).toEqual([]);
      expect(scope.includes('$value_stream') && !tags.includes('valuestream')).toBe(false);
      expect([name, asCount !== undefined]).toEqual([name, kind === 'counter']);
      expect([name, aggregation.startsWith('p')]).toEqual([name, kind === 'histogram']);
    }
  });

  test('has formulas of the queries beside them', () => {
    const wrong = dashboard.widgets.flatMap(({ definition: { title, requests } }) =>
      requests.flatMap(({ queries, formulas }) => {
        const names = new Set(queries.map(({ name }) => name));
        return formulas.some(({ formula }) => !names.has(formula)) ? [title] : [];
      }),
    );

    expect(wrong).toEqual([]);
  });

  test('adds up no figures in a rule: the sum with one that was never told is nothing', () => {
    expect(monitors.filter(({ query: text }) => [...text.matchAll(PART)].length !== 1)).toEqual([]);
  });

  test('takes a timer that fails each time for silent, as the platform does', () => {
    const silent = monitors.find(({ tags }) => tags.includes('rule:timer-silent'));

    expect(silent?.query).toContain('evenkeel.timer.passes{outcome:done} by {timer}');
  });

  test('has the rules of the platform, each with the threshold of its query', () => {
    expect(monitors.map(({ tags }) => tags.find((tag) => tag.startsWith('rule:')))).toEqual(
      RULES.map((rule) => `rule:${rule}`),
    );
    for (const { query: text, options, message } of monitors) {
      expect(Number(/[<>] (\d+)$/.exec(text)?.[1])).toBe(options.thresholds.critical);
      const grouped = /by \{([^}]*)\}/.exec(text)?.[1]?.split(',') ?? [];
      const named = [...message.matchAll(/\{\{(\w+)\.name\}\}/g)].map(([, tag]) => tag ?? '');
      expect(named.filter((tag) => !grouped.includes(tag))).toEqual([]);
    }
  });
});

describe('the templates of Elasticsearch', () => {
  const TYPES = { text: 'keyword', number: 'double', boolean: 'boolean', instant: 'date' } as const;
  const KINDS = { counter: 'double', gauge: 'double', histogram: 'histogram' } as const;
  const typed = z.object({ type: z.string() });
  const template = z.object({
    index_patterns: z.tuple([z.string()]),
    data_stream: z.object({}),
    template: z.object({
      mappings: z.object({
        properties: z.looseObject({
          attributes: z.object({ properties: z.record(z.string(), typed) }),
          metrics: z.object({ properties: z.record(z.string(), typed) }).optional(),
        }),
      }),
    }),
  });

  function mapped(path: string) {
    const { index_patterns: patterns, template: inner } = template.parse(JSON.parse(read(path)));
    const { attributes, metrics } = inner.mappings.properties;
    return { patterns, attributes: types(attributes.properties), metrics: types(metrics?.properties ?? {}) };
  }

  function types(properties: Readonly<Record<string, { readonly type: string }>>): Record<string, string> {
    return Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, type]));
  }

  test('know the fields of all events', () => {
    const fields = Object.entries(EVENT_FIELDS).map(([name, kind]) => [name, TYPES[kind]] as const);

    expect(mapped('elastic/logs-template.json')).toMatchObject({
      patterns: ['logs-evenkeel.otel-*'],
      attributes: Object.fromEntries(fields),
    });
  });

  test('know all metrics and their attributes', () => {
    const found = mapped('elastic/metrics-template.json');

    expect(found.metrics).toEqual(
      Object.fromEntries(TOLD.map((name) => [name, KINDS[describeMetric(name).kind]])),
    );
    expect(found.attributes).toEqual(Object.fromEntries(attributesOf(TOLD).map((name) => [name, 'keyword'])));
  });
});

describe('the check of PromQL', () => {
  test.each([
    ['sum(evenkeel_run_finished_total)', 'is no figure'],
    ['sum(evenkeel_runs_finished_total)', 'is a counter'],
    ['sum(increase(evenkeel_runs_finished_total{stream="a"}[5m]))', 'has no label stream'],
    ['sum by (queue) (increase(evenkeel_runs_finished_total[5m]))', 'nothing has a label queue'],
    ['rate(evenkeel_jobs[5m])', 'is a gauge'],
    ['histogram_quantile(0.5, sum(rate(evenkeel_runs_lateness_seconds_bucket[5m])))', 'are added up'],
    ['sum(evenkeel_jobs', 'brackets'],
    ['up', 'asks for nothing'],
  ])('finds what is wrong with %s', (expression, fault) => {
    expect(faultsIn(expression).join()).toContain(fault);
  });
});

function isTold(name: string): boolean {
  return isMetricName(name) && TOLD.includes(name);
}

function attributesOf(names: readonly MetricName[]): readonly string[] {
  return [...new Set(names.flatMap((name) => describeMetric(name).attributes))];
}
