import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { METRICS, type MetricDescription } from '../../shared/domain/telemetry/metric-catalogue.ts';
import {
  ENVIRONMENTS,
  ofType,
  ownName,
  propertyOf,
  resourcesOf,
  resourcesWith,
  textOf,
} from './on-paper/paper-environments.ts';

const ROOT = join(import.meta.dirname, '../..');

const resources = resourcesOf('production');

const criterion = z.object({
  query: z.string(),
  operator: z.string(),
  threshold: z.number(),
  dimensions: z.array(z.object({ name: z.string() })),
});
const rules = ofType(resources, 'Microsoft.Insights/scheduledQueryRules').map((rule) => {
  const [found] = z.array(criterion).parse(propertyOf(rule, 'criteria.allOf'));
  if (found === undefined) throw new Error(`The rule ${rule.name} has no criterion.`);
  return { name: ownName(rule).replace('evenkeel-production-', ''), ...found };
});

const queries = rules.map(({ name, query }) => [name, query] as const);

const metrics: Readonly<Record<string, MetricDescription>> = METRICS;

/** The timers of which a rule says that they are silent. */
function silentTimersOf(made: typeof resources): readonly string[] {
  return ofType(made, 'Microsoft.Insights/scheduledQueryRules')
    .flatMap((rule) => /timer-silent-(\w+)$/.exec(ownName(rule))?.[1] ?? [])
    .sort();
}

/** Every timer that the app's code registers, kinds included, whether the app in memory has it or not. */
function timersInCode(): readonly string[] {
  const code = globSync(['functions/**/*.ts', 'shared/kinds/**/*.ts'], { cwd: ROOT })
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
  const calls = [...code.matchAll(/\.timer\(/g)];
  const names = [...code.matchAll(/\.timer\(\s*'(\w+)'/g)].flatMap(([, name]) => name ?? []);
  // One that is called by what a variable holds would be missed.
  expect(names).toHaveLength(calls.length);
  return names.sort();
}

describe('queries', () => {
  test.each(queries)(
    'of the rule %s ask for what the app tells, by attributes that it has',
    (_name, query) => {
      const names = [...query.matchAll(/Name == "([^"]+)"/g)].map(([, name]) => name ?? '');
      const attributes = [...query.matchAll(/Properties\.(\w+)/g)].map(([, name]) => name ?? '');
      const known = names.flatMap((name) => metrics[name]?.attributes ?? []);

      expect(names.filter((name) => metrics[name] === undefined)).toEqual([]);
      expect(attributes.filter((attribute) => !known.includes(attribute))).toEqual([]);
      expect(names.length).toBeGreaterThan(0);
    },
  );

  test.each(rules)('of the rule $name begin with a table and end with rows', ({ query, dimensions }) => {
    // The service adds the period and the count, and refuses what looks through all tables.
    expect(query).toMatch(/^App[A-Z]\w+ \| where /);
    expect(query).not.toMatch(/\b(?:summarize|count|take|limit|search|union|ago)\b/);
    expect(dimensions.filter(({ name }) => !query.includes(`extend ${name} = `))).toEqual([]);
  });
});

describe('the alert rules of the platform', () => {
  test('are these', () => {
    const metricRules = ofType(resources, 'Microsoft.Insights/metricAlerts').map(ownName);
    const names = [
      ...rules.map(({ name }) => name),
      ...metricRules.map((name) => name.replace('evenkeel-production-', '')),
    ];

    expect(names.filter((name) => !name.startsWith('timer-silent-')).sort()).toEqual([
      'alerts-undelivered',
      'backlog',
      'cosmos-throughput',
      'dead-letters',
      'runs-failed',
      'runs-overdue',
      'unavailable',
    ]);
  });

  test('miss every timer of the app when it is silent for ten minutes', () => {
    const silent = rules.filter(({ name }) => name.startsWith('timer-silent-'));

    expect(silentTimersOf(resources)).toEqual(timersInCode().filter((name) => name !== 'exchangeEdgeConfig'));
    for (const { query, operator, threshold } of silent) {
      // One that fails each time does as little as one that is not there.
      expect(query).toMatch(
        /^AppMetrics \| where Name == "evenkeel\.timer\.passes" and tostring\(Properties\.timer\) == "\w+" and tostring\(Properties\.outcome\) == "done"$/,
      );
      expect([operator, threshold]).toEqual(['LessThan', 1]);
    }
  });

  test('miss the exchange with other control planes where there are any', () => {
    const edgePeers = [{ name: 'west', url: 'https://west.example.com' }];

    expect(silentTimersOf(resourcesWith({ edgePeers }))).toEqual(timersInCode());
  });

  test.each(ENVIRONMENTS)('tell those who are named, in %s', (environment) => {
    const made = resourcesOf(environment);
    const [group] = ofType(made, 'Microsoft.Insights/actionGroups');
    const told = [
      ...ofType(made, 'Microsoft.Insights/scheduledQueryRules').map((each) =>
        propertyOf(each, 'actions.actionGroups'),
      ),
      ...ofType(made, 'Microsoft.Insights/metricAlerts').map((each) => propertyOf(each, 'actions')),
    ];

    expect(group && propertyOf(group, 'emailReceivers')).toMatchObject([
      { emailAddress: 'first@example.com' },
      { emailAddress: 'second@example.com' },
    ]);
    expect((group && textOf(group, 'groupShortName').length) ?? Infinity).toBeLessThanOrEqual(12);
    const id = `/resources/Microsoft.Insights/actionGroups/evenkeel-${environment}-operators`;
    expect(told.length).toBeGreaterThan(10);
    expect(told.filter((actions) => !JSON.stringify(actions).includes(id))).toEqual([]);
  });

  test('ask for the health of an app that can be reached', () => {
    const [check] = ofType(resources, 'Microsoft.Insights/webtests');
    const inside = resourcesWith({ vnetEnabled: true, serviceBusSku: 'Premium', apiIsPublic: false });

    expect(check && propertyOf(check, 'Request.RequestUrl')).toBe(
      'https://func-evenkeel-production-abcdefgh.azurewebsites.net/api/health',
    );
    expect(ofType(inside, 'Microsoft.Insights/webtests')).toEqual([]);
  });
});

describe('the workbook', () => {
  test('is the one that stands beside the dashboards of other systems', () => {
    const [workbook] = ofType(resources, 'Microsoft.Insights/workbooks');
    const text = readFileSync(join(import.meta.dirname, '../../infra/monitoring/workbook.json'), 'utf8');

    expect(workbook && propertyOf(workbook, 'serializedData')).toBe(text);
    expect(() => void JSON.parse(text)).not.toThrow();
  });
});
