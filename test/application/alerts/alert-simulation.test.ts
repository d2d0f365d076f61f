import { describe, expect, test } from 'vitest';
import { ALL_ALERT_GUARDS, simulateAlerts, type AlertGuards } from './simulate-alerts.ts';

/** More: `ALERT_SEEDS=2000 ALERT_SEED=1 npx vitest run test/application/alerts/alert-simulation`. */
const SEEDS = Number(process.env['ALERT_SEEDS'] ?? 25);
const FIRST_SEED = Number(process.env['ALERT_SEED'] ?? 1);

describe('alerts in a world where everything fails', () => {
  test('are raised, counted, told and resolved once', { timeout: 600_000 }, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const violations = await simulateAlerts(seed);
      expect({ seed, violations }).toEqual({ seed, violations: [] });
    }
  });

  // From a seed shortly before the first that shows it, so as not to take long.
  test.each([
    ['incidentVersion', 25],
    ['deliveryVersion', 2],
    ['countedCauses', 1],
    ['earlierIncidents', 35],
    ['toldOpenings', 4],
    ['progressBehind', 1],
  ] as const)('need the guard %s', { timeout: 600_000 }, async (guard, from) => {
    expect(await firstViolation({ ...ALL_ALERT_GUARDS, [guard]: false }, from)).toBeDefined();
  });
});

async function firstViolation(guards: AlertGuards, from: number): Promise<string | undefined> {
  for (let seed = from; seed < from + 1000; seed += 1) {
    const [violation] = await simulateAlerts(seed, guards);
    if (violation !== undefined) return `${seed}: ${violation}`;
  }
  return undefined;
}
