import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { afterTest } from '../local-service-bus.ts';
import { killRepeatedly } from './kill-harness.ts';
import { Ledger } from './ledger.ts';

describe('a server killed under load', () => {
  test('keeps every promise it has made, ten times over', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'service-bus-kill-'));
    afterTest(() => rm(dataDir, { recursive: true }));

    const report = await killRepeatedly({ dataDir, kills: 10, seed: 1, longestLifeMs: 100 });

    expect(report.violations).toEqual([]);
    expect(report.tally.settled).toBeGreaterThan(10);
  });
});

describe('the ledger of promises', () => {
  const waiting = { id: 'm', queue: 'q', place: 'waiting', deliveryCount: 0 } as const;

  function accepted(): Ledger {
    const ledger = new Ledger();
    ledger.sending('m', 'q');
    ledger.sent('m');
    return ledger;
  }

  test('notices an acknowledged message that is missing', () => {
    const ledger = accepted();
    ledger.compare([]);
    expect(ledger.violations).toEqual(['m is absent but can only be waiting']);
  });

  test('notices a completed message that is back', () => {
    const ledger = accepted();
    ledger.received('m', 'waiting', { count: 0, sequenceNumber: undefined });
    ledger.settled('m', 'gone');
    ledger.compare([waiting]);
    expect(ledger.violations).toContain('m is waiting but can only be gone');
  });

  test('notices a failed delivery that was not counted', () => {
    const ledger = accepted();
    ledger.received('m', 'waiting', { count: 0, sequenceNumber: undefined });
    ledger.compare([waiting]);
    expect(ledger.violations).toEqual(['m has count 0, not 1 to 2']);
  });

  test('notices a message that is there twice', () => {
    const ledger = accepted();
    ledger.compare([waiting, waiting]);
    expect(ledger.violations).toEqual(['m is there twice']);
  });

  test('bears with a call that was never answered', () => {
    const ledger = new Ledger();
    ledger.sending('m', 'q');
    ledger.compare([]);
    expect(ledger.violations).toEqual([]);
  });
});
