import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importAzureTimerCode, importAzureTimers } from '../../../shared/domain/import/import-azure-timer.ts';
import type { Import, ImportedJob } from '../../../shared/domain/import/imported-job.ts';
import { present } from '../../support/present.ts';
import { codesOf, documentOf, dueTimesOf } from './imported.ts';

const DEFAULTS = { valueStream: 'retention' };

function imported(binding: object, more: object = {}): Import {
  const bindings = [{ type: 'timerTrigger', name: 'timer', direction: 'in', ...binding }];
  return importAzureTimers([documentOf({ bindings, ...more })], DEFAULTS);
}

function only(binding: object, more: object = {}): ImportedJob {
  const { jobs, problems } = imported({ schedule: '0 30 6 * * *', ...binding }, more);
  expect(problems).toEqual([]);
  return present(jobs[0]);
}

describe('importAzureTimers', () => {
  test('makes a draft of a binding by the defaults of the runtime', () => {
    const job = only({});

    expect(job).toMatchObject({
      name: 'timer',
      source: { line: 7, path: '/bindings/0' },
      definition: {
        recurrences: [{ type: 'cron', dialect: 'ncrontab6', expression: '0 30 6 * * *', timeZone: 'UTC' }],
        policies: { overlap: 'skip', catchUp: { policy: 'latest' }, retry: { maxAttempts: 1 } },
      },
    });
    expect(codesOf(job)).toEqual(
      expect.arrayContaining(['time-zone-assumed', 'missed-slots', 'timeout', 'work-not-imported']),
    );
  });

  test('takes a Windows zone as the default by its IANA name', () => {
    const document = documentOf({ bindings: [{ type: 'timerTrigger', schedule: '0 0 6 * * *' }] });
    const { jobs } = importAzureTimers([document], { ...DEFAULTS, timeZone: 'GMT Standard Time' });

    expect(jobs[0]?.definition.recurrences).toMatchObject([{ timeZone: 'Europe/London' }]);
  });

  test.each([
    ['*/5 * * * *', { expression: '0 */5 * * * *' }],
    ['00:05:00', { type: 'interval', everySeconds: 300 }],
    ['1.00:00:00', { type: 'interval', everySeconds: 86_400 }],
    ['24:00:00', { type: 'interval', everySeconds: 24 * 86_400 }],
  ])('reads the schedule %s as the runtime does', (schedule, expected) => {
    expect(only({ schedule }).definition.recurrences).toMatchObject([expected]);
  });

  test.each([
    [{ schedule: '%NIGHTLY%' }, 'put its value there'],
    [{}, 'no schedule'],
    [{ schedule: '00:00:00' }, 'shorter than a second'],
    [{ schedule: '0 0 6 * * 7' }, '7 is outside 0 to 6'],
    [{ schedule: '0 0 6 * * ? *' }, 'has 7 fields'],
  ])('refuses %o', (binding, message) => {
    const { jobs, problems } = imported(binding);

    expect(jobs).toEqual([]);
    expect(problems).toMatchObject([{ line: 7 }]);
    expect(problems[0]?.message).toContain(message);
  });

  test('misses what it missed without a monitor, and runs nothing at the start', () => {
    const job = only({ useMonitor: false, runOnStartup: true });

    expect(job.definition.policies.catchUp).toEqual({ policy: 'skip' });
    expect(codesOf(job)).toContain('startup-run');
    expect(codesOf(job)).not.toContain('missed-slots');
  });

  test.each([
    [
      { strategy: 'fixedDelay', maxRetryCount: 3, delayInterval: '00:00:10' },
      { maxAttempts: 4, initialDelaySeconds: 10, backoffCoefficient: 1, maxDelaySeconds: 10 },
    ],
    [
      {
        ...{ strategy: 'exponentialBackoff', maxRetryCount: -1 },
        ...{ minimumInterval: '00:00:10', maximumInterval: '00:15:00' },
      },
      { maxAttempts: 20, initialDelaySeconds: 10, backoffCoefficient: 2, maxDelaySeconds: 900 },
    ],
  ])('takes the retry rule %o', (retry, expected) => {
    expect(only({}, { retry }).definition.policies.retry).toEqual(expected);
  });

  test('names the instants that croner does when both day fields must agree', () => {
    const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
    const field = (min: number, max: number) =>
      fc.oneof(
        fc.constant('*'),
        number(min, max),
        fc.integer({ min: 2, max: 20 }).map((every) => `*/${every}`),
      );
    const fields = fc.tuple(
      field(0, 59),
      field(0, 59),
      field(0, 23),
      number(1, 28),
      fc.constant('*'),
      number(0, 6),
    );
    fc.assert(
      fc.property(fields, (written) => {
        const schedule = written.join(' ').replace(/\*\/(?=1\d|20)(\d+)(?= \S+ \S+ \S+$)/, '*/$1');
        const after = Date.UTC(2026, 1, 20);

        const ours = dueTimesOf(only({ schedule }), after, 5);

        const theirs = new Cron(schedule, { timezone: 'UTC', domAndDow: true }).nextRuns(5, new Date(after));
        expect(ours).toEqual(theirs.map((due) => due.getTime()));
      }),
      { numRuns: 50 },
    );
  });

  test('never throws, whatever the bindings are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, schedule) => {
        importAzureTimers([documentOf(value), documentOf({ bindings: value })], DEFAULTS);
        imported({ schedule, useMonitor: value }, { retry: value });
      }),
    );
  });
});

describe('importAzureTimerCode', () => {
  test.each([
    [
      'C#',
      `public class A {
        [Function("Nightly")]
        public void Run([TimerTrigger("0 0 2 * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo t) {}
      }`,
      'Nightly',
      3,
    ],
    [
      'Java',
      `@FunctionName("Nightly")
       public void run(@TimerTrigger(name = "t", schedule = "0 0 2 * * *") String t) {}`,
      'Nightly',
      2,
    ],
    [
      'JavaScript',
      `app.timer('nightly', {\n  schedule: '0 0 2 * * *',\n  handler: (t) => run(t),\n});`,
      'nightly',
      1,
    ],
    [
      'Python',
      `@app.timer_trigger(schedule="0 0 2 * * *", arg_name="t",\n  run_on_startup=False)\ndef nightly(t):\n  pass`,
      'nightly',
      1,
    ],
  ])('finds a timer in %s', (_language, code, name, line) => {
    const { jobs, problems } = importAzureTimerCode(code, DEFAULTS);

    expect(problems).toEqual([]);
    expect(jobs).toMatchObject([
      { name, source: { line }, definition: { recurrences: [{ expression: '0 0 2 * * *' }] } },
    ]);
  });

  test('reads what is said beside the schedule', () => {
    const code =
      '[Function(nameof(A))] void A([TimerTrigger("0 0 2 * * *", RunOnStartup = true, UseMonitor = false)] T t)';
    const [job] = importAzureTimerCode(code, DEFAULTS).jobs;

    expect(codesOf(present(job))).toContain('startup-run');
    expect(present(job)).toMatchObject({
      name: 'A',
      definition: { policies: { catchUp: { policy: 'skip' } } },
    });
  });

  test('says where a schedule is not written out, and that there is no timer', () => {
    const code = `\napp.timer('nightly', { schedule: NIGHTLY })`;

    expect(importAzureTimerCode(code, DEFAULTS).problems).toMatchObject([
      { line: 2, message: "'nightly': has no schedule that is written out" },
    ]);
    expect(importAzureTimerCode('def main(): pass', DEFAULTS).problems[0]?.message).toContain('no timer');
  });

  test('reads a long text of nothing but timers in no time, and says that there are too many', () => {
    const startedAt = performance.now();
    const { jobs, problems } = importAzureTimerCode(
      `app.timer("a",{schedule:"0 0 2 * * *"})\n`.repeat(25_000),
      DEFAULTS,
    );

    expect([jobs.length, problems.length]).toEqual([2000, 1]);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});
