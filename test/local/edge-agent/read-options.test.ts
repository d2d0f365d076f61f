import { describe, expect, test } from 'vitest';
import { BadUsage } from '../../../local/command-line.ts';
import { readOptions } from '../../../local/edge-agent/read-options.ts';

function edgesOf(...args: string[]): Record<string, number> {
  const agents = readOptions(args, {})?.agents ?? [];
  return Object.fromEntries(agents.map(({ agent, edgeNames }) => [agent, edgeNames.length]));
}

describe('the command line of npm run edge-agent', () => {
  test('is one edge of a hundred watts on this machine unless it is told otherwise', () => {
    expect(readOptions(['--name', 'edge-10'], {})).toMatchObject({
      ...{ site: 'home', url: 'http://127.0.0.1:7071', watts: 100, capacity: 1, isSteady: false, labels: {} },
      agents: [{ agent: 'edge-10', edgeNames: ['edge-10'] }],
    });
  });

  test('reads every option', () => {
    const args = [
      '--name',
      'e',
      '--site',
      'north',
      '--url',
      'https://k.example.com/',
      '--key',
      'ek_1',
      '--steady',
    ];
    const more = [
      '--watts',
      '7',
      '--capacity',
      '2',
      '--budget',
      '9',
      '--label',
      'zone=roof',
      '--label',
      'a=b=c',
    ];

    expect(readOptions([...args, ...more, '--state-dir', '/var/edges'], {})).toEqual({
      ...{ site: 'north', url: 'https://k.example.com', key: 'ek_1', isSteady: true, watts: 7, capacity: 2 },
      ...{ budgetWattSeconds: 9, labels: { zone: 'roof', a: 'b=c' }, stateDir: '/var/edges' },
      agents: [{ agent: 'e', edgeNames: ['e'] }],
    });
  });

  test('names several edges by their agent', () => {
    expect(readOptions(['--name', 'e', '--count', '3'], {})?.agents).toEqual([
      { agent: 'e', edgeNames: ['e.1', 'e.2', 'e.3'] },
    ]);
  });

  test('makes several agents of more than a hundred edges', () => {
    expect(edgesOf('--name', 'e', '--count', '250')).toEqual({ 'e-1': 100, 'e-2': 100, 'e-3': 50 });
  });

  test('takes address and key from the environment, where nobody else sees the key', () => {
    const environment = { EVENKEEL_SERVER: 'http://10.0.0.1:80', EVENKEEL_API_KEY: 'ek_2' };

    expect(readOptions(['--name', 'e'], environment)).toMatchObject({
      url: 'http://10.0.0.1:80',
      key: 'ek_2',
    });
  });

  test('reads nothing else when help is asked for', () => {
    expect(readOptions(['--help'], {})).toBeUndefined();
  });

  test.each([
    [[], /--name is missing/],
    [['--name', 'Edge 10'], /--name must be 1 to 63 lower-case letters/],
    [['--name', 'e', '--site', '../x'], /--site must be/],
    [['--name', 'e', '--count', '0'], /--count must be a whole number from 1 to 10000; it is '0'/],
    [['--name', 'e', '--watts', '1.5'], /--watts/],
    [['--name', 'e', '--capacity', '17'], /--capacity must be a whole number from 1 to 16/],
    [['--name', 'e', '--url', 'ftp://x'], /--url must be an address/],
    [['--name', 'e', '--label', 'roof'], /--label must be NAME=VALUE; it is 'roof'/],
  ])('refuses %j', (args, message) => {
    const read = () => readOptions(args, {});

    expect(read).toThrow(BadUsage);
    expect(read).toThrow(message);
  });
});
