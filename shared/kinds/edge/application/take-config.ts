import { Unavailable } from '../../../domain/errors.ts';
import { configKey, type EdgeConfig } from '../domain/edge-config.ts';
import { isSameShared, mergeShared } from '../domain/shared-config/shared-document.ts';
import type { EdgeConfigStore } from './ports/edge-stores.ts';

/** Several may write a document at once, each once for what it has to say. */
const MOST_TRIES = 10;

/** Takes documents of another control plane; gives those that are other now than before. */
export type TakeConfig = (told: readonly EdgeConfig[]) => Promise<readonly EdgeConfig[]>;

/**
 * Adds what another control plane knows to what is known here. What it tells twice, late or beside somebody else's change is
 * added as if it had come alone. Cut off in the middle, it has added some; told again, it adds the rest. Throws Unavailable.
 */
export function createTakeConfig({ configs }: { readonly configs: EdgeConfigStore }): TakeConfig {
  return async (told) => {
    const known = new Map((await configs.list()).map(({ value }) => [keyOf(value), value]));
    const changed: EdgeConfig[] = [];
    for (const document of told) {
      const mine = known.get(keyOf(document));
      if (mine !== undefined && isSameShared(mine.shared, mergeShared(mine.shared, document.shared)))
        continue;
      const merged = await take(configs, document);
      if (merged !== undefined) changed.push(merged);
    }
    return changed;
  };
}

function keyOf({ site, name }: EdgeConfig): string {
  return configKey(site, name);
}

/** Undefined when it was known meanwhile. */
async function take(configs: EdgeConfigStore, told: EdgeConfig): Promise<EdgeConfig | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const stored = await configs.get(told.site, told.name);
    const mine = stored?.value.shared;
    const shared = mine === undefined ? told.shared : mergeShared(mine, told.shared);
    if (mine !== undefined && isSameShared(mine, shared)) return undefined;
    const merged = { ...told, shared };
    const saved = await configs.save(merged, { ifVersion: stored?.version });
    if (saved.outcome === 'saved') return merged;
  }
  throw new Unavailable(`'${keyOf(told)}' is being changed by too many at once.`);
}
