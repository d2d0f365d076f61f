import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importCrontab } from '../../../shared/domain/import/import-crontab.ts';
import type { Import } from '../../../shared/domain/import/imported-job.ts';
import { present } from '../../support/present.ts';
import { codesOf, dueTimesOf } from './imported.ts';

const DEFAULTS = { valueStream: 'retention', hasUserColumn: false };

function imported(text: string, more: Partial<typeof DEFAULTS & { timeZone: string }> = {}): Import {
  return importCrontab(text, { ...DEFAULTS, ...more });
}

describe('importCrontab', () => {
  test('makes a draft of each entry, with its line', () => {
    const { jobs, problems } = imported(
      '# nightly\n\nCRON_TZ=Europe/London\n30 6 * * 1-5 /opt/drift.sh --all\n',
    );

    expect(problems).toEqual([]);
    expect(jobs).toMatchObject([
      {
        name: 'drift.sh',
        source: { line: 4 },
        definition: {
          jobId: 'drift-sh',
          valueStream: 'retention',
          recurrences: [
            { type: 'cron', dialect: 'unix5', expression: '30 6 * * 1-5', timeZone: 'Europe/London' },
          ],
          policies: { overlap: 'allow-all', catchUp: { policy: 'skip' }, retry: { maxAttempts: 1 } },
        },
      },
    ]);
  });

  test('has a zone count for the lines after it only, and says where one is assumed', () => {
    const { jobs } = imported('0 6 * * * a\nCRON_TZ="America/New_York"\n0 6 * * * b', {
      timeZone: 'Asia/Tokyo',
    });

    expect(jobs.map(({ definition }) => definition.recurrences[0])).toMatchObject([
      { timeZone: 'Asia/Tokyo' },
      { timeZone: 'America/New_York' },
    ]);
    expect(jobs.map((job) => codesOf(job).includes('time-zone-assumed'))).toEqual([true, false]);
  });

  test('does not take TZ for the zone of the schedule', () => {
    const [job] = imported('TZ=Asia/Tokyo\n0 6 * * * a').jobs;

    expect(present(job).definition.recurrences).toMatchObject([{ timeZone: 'UTC' }]);
    expect(codesOf(present(job))).toContain('environment');
  });

  test.each([
    ['@daily /bin/a', '@daily'],
    ['*/15 8-18 1,15 jan-mar mon a', '*/15 8-18 1,15 jan-mar mon'],
    ['0\t6\t*\t*\t7\ta', '0 6 * * 7'],
  ])('takes %s as it is', (line, expression) => {
    expect(imported(line).jobs[0]?.definition.recurrences).toMatchObject([{ expression }]);
  });

  test.each([
    ['@reboot a', 'when the machine starts'],
    ['0 6 * *', 'no entry of a crontab'],
    ['0 6 * * *', 'no entry of a crontab'],
    ['61 6 * * * a', '61 is outside 0 to 59'],
    ['5/10 * * * * a', 'has a step but no range'],
    ['0 0 30 2 * a', 'never runs'],
    ['0 1~5 * * * a', '"~" chooses a time at random'],
    ['50~10 * * * * a', '"~" chooses a time at random'],
    ['RANDOM_DELAY=soon', 'must be a whole number of minutes'],
  ])('refuses %s with its line', (line, message) => {
    const { jobs, problems } = imported(`\n${line}`);

    expect(jobs).toEqual([]);
    expect(problems).toMatchObject([{ line: 2 }]);
    expect(problems[0]?.message).toContain(message);
  });

  test('spreads a random minute over as long', () => {
    const [job] = imported('10~40 6 * * * a').jobs;

    expect(present(job)).toMatchObject({
      definition: { recurrences: [{ expression: '10 6 * * *' }], policies: { spreadSeconds: 1800 } },
    });
    expect(codesOf(present(job))).toContain('random-time');
  });

  test('takes the user column only where it is said to be there', () => {
    const line = '0 6 * * * root /opt/a.sh';

    expect(imported(line).jobs[0]).toMatchObject({ name: 'root' });
    expect(imported(line, { hasUserColumn: true }).jobs[0]).toMatchObject({ name: 'a.sh' });
    for (const hasUserColumn of [true, false]) {
      expect(codesOf(present(imported(line, { hasUserColumn }).jobs[0]))).toContain('user-column');
    }
  });

  test('names what a command gets that is not taken over', () => {
    const [job] = imported('MAILTO=a@example.com\nPATH=/bin\n0 6 * * * mail -s "x" b%Dear%all').jobs;

    expect(codesOf(present(job))).toEqual(
      expect.arrayContaining([
        'work-not-imported',
        'notifications',
        'environment',
        'command-input',
        'timeout',
      ]),
    );
  });

  test('gives entries of the same program ids of their own', () => {
    const { jobs } = imported('0 6 * * * a\n0 7 * * * a\n0 8 * * * X=1 /bin/schedule');

    expect(jobs.map(({ definition }) => definition.jobId)).toEqual(['a', 'a-2', 'job-schedule']);
  });

  test('names the instants that croner does', () => {
    const field = (min: number, max: number): fc.Arbitrary<string> => {
      const number = fc.integer({ min, max });
      const range = fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
      const step = fc.integer({ min: 2, max: 5 });
      return fc.oneof(
        fc.constant('*'),
        number.map(String),
        range,
        step.map((every) => `*/${every}`),
        fc.tuple(range, step).map(([span, every]) => `${span}/${every}`),
      );
    };
    // One day field at most: the peers' rules for both are tested with the engine.
    const times = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6), fc.boolean());
    fc.assert(
      fc.property(times, ([minute, hour, day, month, weekday, isByDay]) => {
        const expression = [minute, hour, isByDay ? day : '*', month, isByDay ? '*' : weekday].join(' ');
        const after = Date.UTC(2026, 1, 20);

        const ours = dueTimesOf(present(imported(`${expression} a`).jobs[0]), after, 6);

        const theirs = new Cron(expression, { timezone: 'UTC' }).nextRuns(6, new Date(after));
        expect(ours).toEqual(theirs.map((due) => due.getTime()));
      }),
      { numRuns: 50 },
    );
  });

  test('never throws, and gives a job or a problem for every line', () => {
    const line = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom(...('0123456789*/,~@% A=-'.match(/./g) ?? [])), { maxLength: 30 })
        .map((all) => all.join('')),
      fc.constant('0 6 * * * a'),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { jobs, problems } = imported(lines.join('\n'));
        expect(jobs.length + problems.length).toBeLessThanOrEqual(3 * lines.join('\n').split('\n').length);
      }),
    );
  });

  test('reads a long text of nothing but blanks, settings or entries in no time', () => {
    const startedAt = performance.now();
    imported(`${' '.repeat(500_000)}x`);
    imported(`A=${' '.repeat(500_000)}x`);
    imported(Array.from({ length: 50_000 }, (_, at) => `A${at}=1`).join('\n'));
    const { problems } = imported('* * * * * a\n'.repeat(50_000));

    expect(problems.length).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});
