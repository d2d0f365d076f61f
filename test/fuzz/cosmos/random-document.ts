import type { JsonObject, JsonValue } from '../../../local/cosmos/json.ts';
import type { SeededRandom } from './seeded-random.ts';

const SCALARS: readonly [JsonValue, ...JsonValue[]] = [
  null,
  true,
  false,
  0,
  1,
  2,
  3,
  -1,
  2.5,
  10,
  100,
  '',
  'a',
  'ab',
  'b',
  'A',
  'aB',
  '10',
  'a.b',
  'ä',
  '\u{1f600}',
];

const COMMON: readonly [JsonValue, ...JsonValue[]] = [1, 2, 'a', 'b', true];

/** Few different values, so that documents meet constants and each other. */
export function randomValue(random: SeededRandom, depth: number): JsonValue {
  const choice = depth <= 0 ? 0 : random.below(4);
  if (choice === 1) return random.list(0, 3, () => randomValue(random, depth - 1));
  if (choice === 2) return randomObject(random, depth - 1);
  return random.chance(0.5) ? random.pick(COMMON) : random.pick(SCALARS);
}

/** A document's own properties, each of any type or missing. */
export function randomBody(random: SeededRandom): JsonObject {
  const properties: Record<string, JsonValue> = {};
  for (const name of ['a', 'b', 'n', 's']) {
    if (random.chance(0.8)) properties[name] = randomValue(random, random.chance(0.2) ? 2 : 0);
  }
  if (random.chance(0.8))
    properties['o'] = random.chance(0.8) ? randomObject(random, 2) : randomValue(random, 1);
  if (random.chance(0.8)) {
    properties['l'] = random.chance(0.9)
      ? random.list(0, 4, () => (random.chance(0.5) ? randomObject(random, 1) : randomValue(random, 1)))
      : randomValue(random, 0);
  }
  return properties;
}

function randomObject(random: SeededRandom, depth: number): JsonObject {
  const properties: Record<string, JsonValue> = {};
  for (const name of ['x', 'a', 'k', 'l']) {
    if (random.chance(0.4)) properties[name] = randomValue(random, depth);
  }
  return properties;
}
