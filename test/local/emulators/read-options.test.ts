import { describe, expect, test } from 'vitest';
import { readOptions } from '../../../local/emulators/read-options.ts';
import { present } from '../../support/present.ts';

function databasesOf(...args: string[]): Record<string, string[]> {
  const { databases } = present(readOptions(args));
  return Object.fromEntries(
    databases.map(({ id, containers }): [string, string[]] => [
      id,
      containers.map((container) => `${container.id}:${container.partitionKey}`),
    ]),
  );
}

const APP = [
  'jobs:/jobId',
  'baselines:/modelId',
  'stability:/modelId',
  'control:/id',
  'audit:/subject',
  'alerts:/key',
  'logs:/jobId',
  'edges:/site',
  'requests:/id',
];
const APP_QUEUES = ['runs', 'runs-bulk'];

describe('the options of the emulators', () => {
  test('take the usual ports, and the resources of the app', () => {
    const options = present(readOptions([]));

    expect(options.ports).toEqual({ cosmos: 8081, serviceBus: 5672, blob: 10_000 });
    expect(options.queues.map(({ name }) => name)).toEqual(APP_QUEUES);
    expect(databasesOf()).toEqual({ evenkeel: APP });
  });

  test('add queues of one’s own', () => {
    const { queues } = present(readOptions(['--queue', 'orders', '--queue', 'bills:sessions']));

    expect(queues.slice(APP_QUEUES.length)).toEqual([
      { name: 'orders', requiresSession: false },
      { name: 'bills', requiresSession: true },
    ]);
  });

  test('put a container into the database that is named before it', () => {
    const shop = ['--database', 'shop', '--container', 'orders:/customer/id', '--container', 'items:/sku'];

    expect(databasesOf(...shop, '--database', 'evenkeel', '--container', 'notes:/jobId')).toEqual({
      evenkeel: [...APP, 'notes:/jobId'],
      shop: ['orders:/customer/id', 'items:/sku'],
    });
  });

  test('ask for the usage only', () => {
    expect(readOptions(['--help'])).toBeUndefined();
  });

  test.each([
    [['--container', 'orders:/id'], "--container 'orders:/id' needs a --database before it."],
    [
      ['--database', 'shop', '--container', 'orders'],
      "--container must be an id and a partition key, as in orders:/customerId; it is 'orders'.",
    ],
    [['--database', 'evenkeel', '--container', 'jobs:/id'], "--container 'jobs' is in 'evenkeel' already."],
    [['--queue', 'RUNS'], "--queue 'RUNS' is there already."],
    [['--queue', 'bills:topic'], "--queue must be a name, or a name and ':sessions'; it is 'bills:topic'."],
    [['--blob-port', '70000'], "--blob-port must be a port number, 0 to 65535; it is '70000'."],
    [['--blob-port', ''], "--blob-port must be a port number, 0 to 65535; it is ''."],
    [['--data-dir', ''], '--data-dir must name a folder.'],
    [['--speed', '9'], /Unknown option '--speed'/],
  ])('refuse %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
