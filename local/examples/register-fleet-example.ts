import type { Client } from '../client.ts';

const FLEET_ID = 'example-depots';
const VALUE_STREAM = 'vehicles';
const TAG = 'depot';
const MODELS = ['fuel-economy-north', 'fuel-economy-south', 'fuel-economy-west'];

/**
 * Registers the fuel economy model of three depots, and one fleet over them. They measure the files of the example model
 * `fuel-economy`, which have to be there. Doing it again changes nothing.
 *
 * @returns The fleet's id, and how many models it selects.
 */
export async function registerFleetExample(
  client: Client,
): Promise<{ readonly fleetId: string; readonly models: number }> {
  await Promise.all(
    MODELS.map((modelId) => client.saveModel(modelId, { valueStream: VALUE_STREAM, tags: [TAG] })),
  );
  await client.saveFleet(FLEET_ID, FLEET);
  return { fleetId: FLEET_ID, models: MODELS.length };
}

const FLEET = {
  valueStream: VALUE_STREAM,
  description: 'One definition for all depots; the one in the south is looked at more strictly.',
  selector: { tags: [TAG] },
  template: {
    kind: 'stability',
    task: {
      modelId: '{modelId}',
      baseline: 'baselines/fuel-economy.csv',
      current: 'datasets/fuel-economy.csv',
      scoreColumn: 'Miles_per_Gallon',
    },
    recurrences: [{ type: 'cron', expression: '*/10 * * * *', timeZone: 'UTC' }],
  },
  overrides: { 'fuel-economy-south': { task: { thresholds: { moderate: 0.05 } } } },
};
