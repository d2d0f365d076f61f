import { describe, expect, test } from 'vitest';
import { readCron } from '../../../shared/domain/schedule/read-cron.ts';

function messagesOf(expression: string, dialect = 'unix5'): string[] {
  const reading = readCron(dialect, expression);
  return reading.outcome === 'refused' ? reading.issues.map((issue) => issue.message) : [];
}

function cronOf(expression: string) {
  const reading = readCron('unix5', expression);
  if (reading.outcome === 'refused') throw new Error(JSON.stringify(reading.issues));
  return reading.cron;
}

describe('readCron', () => {
  test.each([
    ['@hourly', '0 * * * *'],
    ['@daily', '0 0 * * *'],
    ['@midnight', '0 0 * * *'],
    ['@weekly', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['@yearly', '0 0 1 1 *'],
    ['@ANNUALLY', '0 0 1 1 *'],
    ['0 0 * * SUN', '0 0 * * 7'],
    ['0 0 * * 5-7', '0 0 * * 0,5,6'],
    ['0 0 * * fri-sun', '0 0 * * 5,6,0'],
    ['0 0 * * 0-7', '0 0 * * 0-6'],
    ['0 0 * * 1-7/2', '0 0 * * 1,3,5,7'],
    ['0 0 1 Jan-mar,DEC *', '0 0 1 1,2,3,12 *'],
    ['  05\t07   *  * * ', '5 7 * * *'],
    ['0-59/20 0 1 1 *', '0,20,40 0 1 1 *'],
    ['10-40/15,59 0 1 1 *', '10,25,40,59 0 1 1 *'],
    ['3,3,3-3 0 1 1 *', '3 0 1 1 *'],
  ])('reads "%s" as "%s"', (written, same) => {
    expect(cronOf(written)).toEqual(cronOf(same));
  });

  test.each([
    ['* 1 * * *', true],
    ['*/10 1 * * *', true],
    ['0 * * * *', true],
    ['0 */2 * * *', true],
    ['*,5 1 * * *', true],
    ['0-59 1 * * *', false],
    ['5,* 1 * * *', false],
    ['30 2 * * *', false],
    ['0 0-23 * * *', false],
  ])('knows whether "%s" keeps elapsed time: %s', (expression, keeps) => {
    expect(cronOf(expression).keepsElapsedTime).toBe(keeps);
  });

  test.each([
    ['0 0 13 * 5', true],
    ['0 0 1-31 * 1', true],
    ['0 0 * * 1', false],
    ['0 0 */2 * 1', false],
    ['0 0 13 * */2', false],
    ['0 0 13 * *', false],
  ])('knows whether either day field of "%s" is enough: %s', (expression, either) => {
    expect(cronOf(expression).eitherDay).toBe(either);
  });

  test.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['* * * *', 'has 4 fields; unix5 has 5: minute, hour, day of month, month, day of week'],
    ['0 0 0 * * *', 'has 6 fields'],
    ['60 * * * *', 'The minute field "60": 60 is outside 0 to 59'],
    ['0 24 * * *', '24 is outside 0 to 23'],
    ['0 0 0 * *', '0 is outside 1 to 31'],
    ['0 0 32 * *', '32 is outside 1 to 31'],
    ['0 0 1 0 *', '0 is outside 1 to 12'],
    ['0 0 1 13 *', '13 is outside 1 to 12'],
    ['0 0 * * 8', '8 is outside 0 to 7'],
    ['-1 * * * *', '"-1" is not a value or a range'],
    ['1- * * * *', '"1-" is not a value or a range'],
    ['1.5 * * * *', '"1.5" is not a number'],
    ['+5 * * * *', '"+5" is not a number'],
    ['30-10 * * * *', 'the range "30-10" runs backwards'],
    ['0 0 * * SAT-MON', 'the range "SAT-MON" runs backwards'],
    ['0 0 * * 5-0', 'the range "5-0" runs backwards'],
    ['1-2-3 * * * *', 'is not a value or a range'],
    ['*-5 * * * *', '"*" is not a number'],
    ['*/0 * * * *', 'the step 0 is outside 1 to 60'],
    ['*/90 * * * *', 'the step 90 is outside 1 to 60'],
    ['*/ * * * *', 'the step "" is not a whole number'],
    ['*/5/2 * * * *', 'has more than one step'],
    ['5/15 * * * *', 'write "5-59/15"'],
    ['1,,2 * * * *', 'a list has an empty item'],
    ['1, * * * *', 'a list has an empty item'],
    ['0 0 1 JANUARY *', '"JANUARY" is not a number from 1 to 12 or one of JAN FEB'],
    ['0 0 MON * *', '"MON" is not a number from 1 to 31.'],
    ['0 0 L * *', '"L" belongs to another cron dialect'],
    ['0 0 15W * *', '"15W" belongs to another cron dialect'],
    ['0 0 ? * 1', '"?" belongs to another cron dialect'],
    ['0 0 * * 5#2', '"5#2" belongs to another cron dialect'],
    ['H 0 * * *', '"H" belongs to another cron dialect'],
    ['@reboot', '"@reboot" is not a macro of unix5'],
    ['@every 5m', '"@every 5m" is not a macro'],
    [`${'1,'.repeat(600)}1 * * * *`, 'is longer than 1000 characters'],
  ])('refuses "%s"', (expression, message) => {
    expect(messagesOf(expression).join('\n')).toContain(message);
  });

  test('reports the faults of every field at once', () => {
    expect(messagesOf('61,62 25 * FOO 9')).toEqual([
      expect.stringContaining('61 is outside'),
      expect.stringContaining('62 is outside'),
      expect.stringContaining('25 is outside'),
      expect.stringContaining('"FOO"'),
      expect.stringContaining('9 is outside'),
    ]);
  });

  test('refuses a dialect that nobody has heard of', () => {
    expect(messagesOf('0 0 * * *', 'constructor')).toEqual([
      '"constructor" is not a cron dialect; use unix5, ncrontab6, quartz.',
    ]);
  });

  test('gives the remembered reading when asked again', () => {
    expect(readCron('unix5', '7 7 * * *')).toBe(readCron('unix5', '7 7 * * *'));
  });
});
