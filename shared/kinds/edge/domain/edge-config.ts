import type { SharedDocument } from './shared-config/shared-document.ts';

/**
 * What people have set for a site or for an edge: in the tree `config`, which the API alone writes. Control planes that share
 * configuration exchange these documents and nothing else: orders belong to the plane that holds their site.
 */
export interface EdgeConfig {
  readonly site: string;
  readonly name: ConfigName;
  readonly shared: SharedDocument<ConfigValue>;
}

export type ConfigName = 'site' | `edge~${string}`;
export type ConfigValue = SiteSettings | EdgeSettings;

/** Names the document in all control planes. */
export function configKey(site: string, name: ConfigName): string {
  return `${site}/${name}`;
}

/** How a site is run. */
export interface SiteSettings {
  readonly kind: 'site';
  /** For people to read. */
  readonly title?: string;
  /** Whoever has a role in this value stream has it for the site and its edges. */
  readonly valueStream: string;
  /** Whose jobs may have power spent here; absent: everybody's. Programs ask by their role, whatever is said here. */
  readonly jobValueStreams?: readonly string[];
  /** Nothing new is assigned while it is paused; what runs goes on. */
  readonly isPaused: boolean;
  /** The control plane that schedules the site; absent: whichever its agents register with. */
  readonly controlPlane?: string;
  /** An edge that is silent for so long is lost: what it has left goes to others. */
  readonly lostAfterSeconds: number;
  /** How often an agent reports when nothing happens. */
  readonly reportEverySeconds: number;
  /** A chunk is as large as what its edge spends in so many seconds. */
  readonly chunkSeconds: number;
  /** A chunk on which nothing is spent for so long is taken back. */
  readonly stalledAfterSeconds: number;
}

/** What people have set for one edge. `drained`: it ends what it has. `retired`: it gives up what it has. */
export interface EdgeSettings {
  readonly kind: 'edge';
  readonly state: 'active' | 'drained' | 'retired';
  /** In place of what the edge says, where that is more. */
  readonly maxCapacity?: number;
  readonly maxWatts?: number;
}

/** Whether jobs of a value stream may have power spent at a site. */
export function isForJobsOf(
  valueStream: string,
  { jobValueStreams }: Pick<SiteSettings, 'jobValueStreams'>,
): boolean {
  return jobValueStreams === undefined || jobValueStreams.includes(valueStream);
}

/** What holds for a site of which nobody has said anything. Its value stream is called as the site. */
export function defaultSiteSettings(site: string): SiteSettings {
  return {
    kind: 'site',
    valueStream: site,
    isPaused: false,
    lostAfterSeconds: 30,
    reportEverySeconds: 5,
    chunkSeconds: 10,
    stalledAfterSeconds: 120,
  };
}

export const ACTIVE_EDGE: EdgeSettings = { kind: 'edge', state: 'active' };
