import type { Actor } from '../../../domain/access/actor.ts';
import type { AuditedChange } from '../../../application/audited-change.ts';
import type { Clock, UniqueId } from '../../../application/ports/environment.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import { Unavailable } from '../../../domain/errors.ts';
import {
  configKey,
  defaultSiteSettings,
  type ConfigName,
  type ConfigValue,
  type EdgeConfig,
  type SiteSettings,
} from '../domain/edge-config.ts';
import { currentValue, writeShared } from '../domain/shared-config/shared-document.ts';
import type { EdgeSites } from './edge-sites.ts';
import type { EdgeConfigStore } from './ports/edge-stores.ts';

const MAX_TRIES = 5;

interface Dependencies {
  readonly configs: EdgeConfigStore;
  readonly sites: EdgeSites;
  readonly auditedChange: AuditedChange;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
  /** The control plane that this is. */
  readonly controlPlane: string;
}

/** The settings of a site, by default where nobody has said anything. Throws Unavailable. */
export function createReadSettings({ configs }: Pick<Dependencies, 'configs'>) {
  return async (site: string): Promise<SiteSettings> => {
    const found = await configs.get(site, 'site');
    const value = found === undefined ? null : currentValue(found.value.shared);
    return value?.kind === 'site' ? value : defaultSiteSettings(site);
  };
}

export type SaveConfigOutcome =
  | { readonly outcome: 'saved'; readonly config: EdgeConfig }
  | { readonly outcome: 'version-mismatch'; readonly found: EdgeConfig | undefined };

export interface AskedConfig {
  readonly site: string;
  readonly name: ConfigName;
  readonly value: ConfigValue;
  readonly actor: Actor;
  /** The generations of which one must be in force: `undefined`: any. 0: none yet. */
  readonly generations?: readonly number[] | undefined;
}

/**
 * Sets what holds for a site or for an edge, over all that is known of it, conflicts included; in the audit log. All changes
 * of configuration by people go through here. Throws Unavailable.
 */
export function createSaveConfig(dependencies: Dependencies) {
  const { configs, sites, auditedChange, uniqueId } = dependencies;
  return async (asked: AskedConfig): Promise<SaveConfigOutcome> => {
    const { site, name, value, actor } = asked;
    const before = await configs.get(site, name);
    const change = {
      subject: `edge:${configKey(site, name)}`,
      changeId: uniqueId(),
      action: name === 'site' ? 'set-edge-site' : 'set-edge',
      actor,
      ...(before === undefined ? {} : { before: { ...currentValue(before.value.shared) } }),
    };
    const { result } = await auditedChange(change, async () => {
      const saved = await save(dependencies, asked, before);
      const isSaved = saved.outcome === 'saved';
      return {
        result: saved,
        outcome: isSaved ? 'done' : 'refused',
        ...(isSaved ? { after: { ...value } } : {}),
      };
    });
    if (result.outcome === 'saved') await sites.poke(site);
    return result;
  };
}

async function save(
  { configs, clock, controlPlane }: Dependencies,
  { site, name, value, actor, generations }: AskedConfig,
  first: Versioned<EdgeConfig> | undefined,
): Promise<SaveConfigOutcome> {
  let found = first;
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    const generation = found?.value.shared.versions[0].generation ?? 0;
    if (generations !== undefined && !generations.includes(generation)) {
      return { outcome: 'version-mismatch', found: found?.value };
    }
    const writer = { origin: controlPlane, at: clock.now(), by: actor.author };
    const shared = writeShared<ConfigValue>(
      { key: configKey(site, name), before: found?.value.shared, value },
      writer,
    );
    const config = { site, name, shared };
    const answer = await configs.save(config, { ifVersion: found?.version });
    if (answer.outcome === 'saved') return { outcome: 'saved', config };
    found = await configs.get(site, name);
  }
  throw new Unavailable(`The settings of site '${site}' are changed by others at the same time.`, 1000);
}
