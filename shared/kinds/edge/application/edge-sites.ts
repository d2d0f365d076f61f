import type { Pause } from '../../../application/ports/environment.ts';
import type { EdgeSchedulerStore } from './ports/edge-stores.ts';
import type { EndedOrder, ScheduleSite, SitePass } from './schedule-site.ts';
import { SiteView } from './site-view.ts';

/** Sites that an instance knows at once; of more, those used last. */
const MAX_SITES = 200;

/** What comes within this after a first report is seen to in the same pass. */
const GATHER_MS = 30;

const NEVER = new AbortController().signal;

interface Site {
  readonly view: SiteView;
  running: Promise<SitePass> | undefined;
  next: Promise<SitePass> | undefined;
  readonly ended: EndedOrder[];
}

interface Dependencies {
  readonly store: EdgeSchedulerStore;
  readonly scheduleSite: ScheduleSite;
  readonly pause: Pause;
}

/**
 * The sites as this instance knows them. Whoever has changed something pokes its site: one pass runs at a time here, and
 * all that are poked for while it runs are seen to by the next. Other instances do the same; their passes meet in the store.
 */
export class EdgeSites {
  readonly #dependencies: Dependencies;
  readonly #sites = new Map<string, Site>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** What is known of a site; `refresh` it before anything depends on it. */
  view(site: string): SiteView {
    return this.#site(site).view;
  }

  /** Has a pass made that sees all that is written by now. Throws Unavailable. */
  poke(site: string): Promise<SitePass> {
    const known = this.#site(site);
    known.next ??= this.#pass(site, known);
    return known.next;
  }

  /** Orders that are over by passes of this instance, each told of once. */
  takeEnded(site: string): readonly EndedOrder[] {
    return this.#site(site).ended.splice(0);
  }

  /** Waits until this instance has written something else for an agent to do, or until the signal is aborted. */
  changed(site: string, agent: string, until: AbortSignal): Promise<void> {
    const key = `${site} ${agent}`;
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting);
    return new Promise((resolve) => {
      const done = (): void => {
        until.removeEventListener('abort', done);
        waiting.delete(done);
        if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
        resolve();
      };
      waiting.add(done);
      if (until.aborted) done();
      else until.addEventListener('abort', done, { once: true });
    });
  }

  async #pass(site: string, known: Site): Promise<SitePass> {
    // The one that runs has begun without what is poked for now; how it ends is told to those who poked for it.
    await known.running?.catch(() => undefined);
    await this.#dependencies.pause(GATHER_MS, NEVER);
    const running = this.#dependencies.scheduleSite(known.view);
    known.running = running;
    known.next = undefined;
    try {
      const pass = await running;
      known.ended.push(...pass.over);
      for (const agent of pass.agents) this.#tell(`${site} ${agent}`);
      return pass;
    } catch (error) {
      // What is known may be behind what was written before the failure.
      known.view.forget();
      throw error;
    } finally {
      if (known.running === running) known.running = undefined;
    }
  }

  #tell(key: string): void {
    for (const done of this.#waiting.get(key) ?? []) done();
  }

  #site(site: string): Site {
    const known = this.#sites.get(site) ?? {
      view: new SiteView(this.#dependencies.store, site),
      running: undefined,
      next: undefined,
      ended: [],
    };
    this.#sites.delete(site);
    this.#sites.set(site, known);
    for (const [oldest, { running, next, ended }] of this.#sites) {
      if (this.#sites.size <= MAX_SITES) break;
      if (running === undefined && next === undefined && ended.length === 0) this.#sites.delete(oldest);
    }
    return known;
  }
}
