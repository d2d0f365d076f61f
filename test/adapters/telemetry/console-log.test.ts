import { describe, expect, test } from 'vitest';
import { ConsoleLog } from '../../../shared/adapters/telemetry/console-log.ts';
import { Unavailable } from '../../../shared/domain/errors.ts';

function record(write: (log: ConsoleLog) => void): unknown[] {
  const lines: unknown[] = [];
  write(new ConsoleLog((level, line) => lines.push([level, JSON.parse(line)])));
  return lines;
}

/** The texts that stand for an error. */
function textsOf(error: unknown): unknown {
  const [line] = record((log) => {
    log.error('It failed.', error, { jobId: 'a' });
  });
  return line;
}

describe('ConsoleLog', () => {
  test('writes what happened and the ids as one line of JSON', () => {
    const lines = record((log) => {
      log.info('Dispatched.', { runs: 2 });
      log.info('Done\nso far.');
    });

    expect(lines).toEqual([
      ['info', { message: 'Dispatched.', runs: 2 }],
      ['info', { message: 'Done\nso far.' }],
    ]);
  });

  test('writes an error with the chain of its causes', () => {
    const cause = new TypeError('first', { cause: 'root' });

    expect(textsOf(new Unavailable('last', undefined, { cause }))).toEqual([
      'error',
      { message: 'It failed.', jobId: 'a', error: ['Unavailable: last', 'TypeError: first', "'root'"] },
    ]);
  });

  test('leaves out what hangs on an error: SDKs put requests with their keys there', () => {
    const error = Object.assign(new Error('refused'), { request: { headers: { authorization: 'hunter2' } } });

    expect(JSON.stringify(textsOf(error))).not.toContain('hunter2');
  });

  test('ends a chain of causes that bites its own tail', () => {
    const error = new Error('round');
    error.cause = error;

    expect(textsOf(error)).toEqual([
      'error',
      { message: 'It failed.', jobId: 'a', error: Array.from({ length: 5 }, () => 'Error: round') },
    ]);
  });

  test.each([
    ['text', ["'text'"]],
    [null, ['null']],
    [undefined, []],
  ])('writes %s that was thrown', (error, texts) => {
    expect(textsOf(error)).toEqual(['error', { message: 'It failed.', jobId: 'a', error: texts }]);
  });
});
