import { describe, expect, test } from 'vitest';
import { BadUsage } from '../../../local/command-line.ts';
import { readOptions } from '../../../local/report-server/read-options.ts';

describe('the command line of npm run report-server', () => {
  test('listens on 7080 unless it is told otherwise', () => {
    expect(readOptions([])?.port).toBe(7080);
  });

  test('reads every option', () => {
    const args = [
      '--port',
      '0',
      '--make-ms',
      '5',
      '--load-period-ms',
      '7',
      '--keep-ms',
      '9',
      '--starts-heavy',
    ];

    expect(readOptions([...args, '--rows', '11'])).toEqual({
      port: 0,
      makeMs: 5,
      loadPeriodMs: 7,
      keepMs: 9,
      startsHeavy: true,
      rows: 11,
    });
    expect(readOptions(['--bytes', '13'])?.bytes).toBe(13);
  });

  test('reads nothing else when help is asked for', () => {
    expect(readOptions(['--help'])).toBeUndefined();
  });

  test.each([
    [['--make-ms', 'soon'], /--make-ms must be a whole number; it is 'soon'/],
    [['--rows', '1.5'], /--rows/],
    [['--rows', '0'], /rows must be an integer from 1/],
    [['--port', '70800'], /--port must be a port number/],
    [['--rows', '1', '--bytes', '1'], /exclude each other/],
  ])('refuses %o as bad usage', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
    expect(() => readOptions(args)).toThrow(BadUsage);
  });

  test('refuses an option that it does not know', () => {
    expect(() => readOptions(['--heavy'])).toThrow(/--heavy/);
  });
});
