import { describe, expect, test } from 'vitest';
import { BadUsage } from '../../../local/command-line.ts';
import { readOptions } from '../../../local/edge-sim/read-options.ts';

describe('the command line of npm run edge-sim', () => {
  test('starts a local stack of its own unless it is told otherwise', () => {
    expect(readOptions([], {})).toEqual({
      ...{ edges: 200, jobs: 500, sites: 4, perAgent: 50, workSeconds: 30, overSeconds: 43, losePercent: 20 },
      ...{ seed: '1', withinSeconds: 900, isToBuild: true, isJson: false },
    });
  });

  test('reads every option', () => {
    const args = [
      '--edges',
      '2000',
      '--jobs',
      '5000',
      '--sites',
      '8',
      '--per-agent',
      '25',
      '--lose',
      '0',
      '--json',
    ];
    const more = [
      '--work-seconds',
      '60',
      '--over-seconds',
      '0',
      '--seed',
      'x',
      '--within-seconds',
      '9',
      '--no-build',
    ];

    expect(readOptions([...args, ...more, '--url', 'http://127.0.0.1:7071/', '--key', 'ek_1'], {})).toEqual({
      ...{ edges: 2000, jobs: 5000, sites: 8, perAgent: 25, workSeconds: 60, overSeconds: 0, losePercent: 0 },
      ...{
        seed: 'x',
        withinSeconds: 9,
        isToBuild: false,
        isJson: true,
        url: 'http://127.0.0.1:7071',
        key: 'ek_1',
      },
    });
  });

  test('reads nothing else when help is asked for', () => {
    expect(readOptions(['--help'], {})).toBeUndefined();
  });

  test.each([
    [['--edges', '0'], /--edges must be a whole number from 1 to 100000; it is '0'/],
    [['--jobs', 'many'], /--jobs/],
    [['--per-agent', '101'], /--per-agent must be a whole number from 1 to 100/],
    [['--lose', '100'], /--lose must be a whole number from 0 to 90/],
    [['--url', 'localhost'], /--url must be an address/],
  ])('refuses %j', (args, message) => {
    const read = () => readOptions(args, {});

    expect(read).toThrow(BadUsage);
    expect(read).toThrow(message);
  });
});
