import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importKubernetes } from '../../../shared/domain/import/import-kubernetes.ts';
import type { Import, ImportedJob } from '../../../shared/domain/import/imported-job.ts';
import { present } from '../../support/present.ts';
import { codesOf, documentOf, dueTimesOf } from './imported.ts';
import { namesOfRobfig } from './robfig-oracle.ts';

const MINUTE_MS = 60_000;

function cronJob(spec: object, metadata: object = { name: 'drift' }): object {
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { schedule: '0 6 * * *', ...spec } };
}

function imported(...values: unknown[]): Import {
  return importKubernetes(values.map(documentOf), { valueStream: 'retention' });
}

function only(value: unknown): ImportedJob {
  const { jobs, problems } = imported(value);
  expect(problems).toEqual([]);
  return present(jobs[0]);
}

describe('importKubernetes', () => {
  test('makes a draft of a CronJob by the defaults of Kubernetes', () => {
    const job = only(cronJob({ timeZone: 'Etc/UTC' }));

    expect(job).toMatchObject({
      name: 'drift',
      source: { line: 7 },
      definition: {
        jobId: 'drift',
        recurrences: [{ type: 'cron', dialect: 'unix5', expression: '0 6 * * *', timeZone: 'Etc/UTC' }],
        policies: {
          overlap: 'allow-all',
          catchUp: { policy: 'latest' },
          retry: { maxAttempts: 7, initialDelaySeconds: 10, backoffCoefficient: 2, maxDelaySeconds: 360 },
        },
      },
    });
    expect(codesOf(job)).toEqual([
      'work-not-imported',
      'missed-slots',
      'timeout',
      'retries',
      'work-not-imported',
    ]);
  });

  test.each([
    ['Allow', 'allow-all', false],
    ['Replace', 'cancel-other', false],
    ['Forbid', 'buffer-one', true],
  ])('takes concurrencyPolicy %s for %s', (concurrencyPolicy, overlap, differs) => {
    const job = only(cronJob({ concurrencyPolicy }));

    expect(job.definition.policies.overlap).toBe(overlap);
    expect(codesOf(job).includes('overlap')).toBe(differs);
  });

  test('counts attempts where Kubernetes counts retries, and bounds each', () => {
    const job = only(
      cronJob({
        startingDeadlineSeconds: 5,
        jobTemplate: { spec: { backoffLimit: 0, activeDeadlineSeconds: 600 } },
      }),
    );

    expect(job.definition.policies).toMatchObject({
      startDeadlineSeconds: 5,
      timeoutSeconds: 600,
      retry: { maxAttempts: 1 },
    });
    expect(codesOf(job)).toEqual(expect.arrayContaining(['timeout', 'retries', 'start-deadline']));
  });

  test('says what it brings within the bounds that there are here', () => {
    const { definition, differences } = only(
      cronJob({ jobTemplate: { spec: { backoffLimit: 100, activeDeadlineSeconds: 10_000_000 } } }),
    );

    expect(definition.policies).toMatchObject({ timeoutSeconds: 604_800, retry: { maxAttempts: 20 } });
    expect(differences.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        '10000000 is outside what can be set here: 604800 is taken',
        '101 is outside what can be set here: 20 is taken',
      ]),
    );
  });

  test('says that the zone is assumed, and how clock changes differ', () => {
    expect(codesOf(only(cronJob({})))).toContain('time-zone-assumed');
    expect(codesOf(only(cronJob({ timeZone: 'Europe/London' })))).toContain('clock-change');
  });

  test('says that it is suspended there', () => {
    expect(codesOf(only(cronJob({ suspend: true })))).toContain('suspended');
    expect(codesOf(only(cronJob({ suspend: false })))).not.toContain('suspended');
  });

  test.each([
    ['CRON_TZ=Asia/Tokyo 0 6 * * ?', { expression: '0 6 * * *', timeZone: 'Asia/Tokyo' }],
    ['@hourly', { expression: '@hourly' }],
    ['0/15 * * * *', { expression: '*/15 * * * *' }],
    ['5/15 8/4 * * *', { expression: '5-59/15 8-23/4 * * *' }],
    ['0 6 */2 * mon', { expression: '0 6 1-31/2 * mon' }],
    ['0 6 1 * */2', { expression: '0 6 1 * 0-6/2' }],
    ['0 6 5,* * mon', { expression: '0 6 * * mon' }],
    ['@every 1h30m', { type: 'interval', everySeconds: 5400 }],
    ['@every 1500ms', { type: 'interval', everySeconds: 1 }],
  ])('spells %s as it is meant', (schedule, expected) => {
    expect(only(cronJob({ schedule })).definition.recurrences).toMatchObject([expected]);
  });

  test.each([
    [{ schedule: '0 0 6 * * *' }, 'has 6 fields'],
    [{ schedule: '@reboot' }, 'not a schedule of Kubernetes'],
    [{ schedule: '@every soon' }, 'no duration'],
    [{ schedule: '70 * * * *' }, '70 is outside 0 to 59'],
    [{ schedule: 6 }, 'no spec.schedule'],
    [{ timeZone: 'Mars/Olympus' }, 'not an IANA time zone'],
  ])('refuses %o', (spec, message) => {
    const { jobs, problems } = imported(cronJob(spec));

    expect(jobs).toEqual([]);
    expect(problems).toMatchObject([{ line: 7 }]);
    expect(problems[0]?.message).toContain(message);
  });

  test('takes several documents and lists, and names what is no CronJob', () => {
    const list = { kind: 'List', items: [cronJob({}), { kind: 'Service' }] };
    const { jobs, problems } = imported(list, null, cronJob({}, { name: 'b', namespace: 'ml' }), 'text');

    expect(jobs.map(({ name, source }) => [name, source.path])).toEqual([
      ['drift', '/items/0'],
      ['ml-b', undefined],
    ]);
    expect(problems.map(({ message }) => message)).toEqual(['is a Service, and no CronJob', 'has no "kind"']);
  });

  test('names the minutes that the rules of robfig/cron do', () => {
    const field = (min: number, max: number): fc.Arbitrary<string> => {
      const number = fc.integer({ min, max });
      const range = fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
      const span = fc.oneof(fc.constantFrom('*', '?'), number.map(String), range);
      const step = fc.integer({ min: 1, max: max - min });
      const item = fc.oneof(
        span,
        fc.tuple(span, step).map(([of, every]) => `${of}/${every}`),
      );
      return fc.oneof(
        fc.constant('*'),
        fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => items.join(',')),
      );
    };
    const fields = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6));
    fc.assert(
      fc.property(fields, (written) => {
        const schedule = written.join(' ');
        const from = Date.UTC(2026, 1, 20);
        const ours = dueTimesOf(only(cronJob({ schedule })), from - 1, 5);
        const names = namesOfRobfig(schedule);

        // Between two of ours there is none of theirs.
        expect(ours.every(names)).toBe(true);
        const until = Math.min(ours.at(-1) ?? from, from + 3 * 86_400_000);
        for (let at = from; at <= until; at += MINUTE_MS) {
          if (names(at)) expect(ours).toContain(at);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('never throws, whatever the manifests are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), (value, spec, schedule) => {
        imported(value, { kind: 'CronJob', spec }, { kind: 'List', items: value }, cronJob({ schedule }));
        imported(cronJob({ jobTemplate: spec, timeZone: value, concurrencyPolicy: value }));
      }),
    );
  });
});
