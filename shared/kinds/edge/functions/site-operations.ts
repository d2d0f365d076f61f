import type { HttpResponseInit } from '@azure/functions';
import { operation, type Operation } from '../../../../functions/http/api/operation.ts';
import { notFound, problem } from '../../../../functions/http/problem.ts';
import type { Clock } from '../../../application/ports/environment.ts';
import type { ExpectedVersions } from '../../../application/save-calendar.ts';
import { may, type Caller } from '../../../domain/access/caller.ts';
import type { createSaveConfig, SaveConfigOutcome } from '../application/edge-settings.ts';
import type { EdgeSites } from '../application/edge-sites.ts';
import type { EdgeConfigStore, EdgeSchedulerStore } from '../application/ports/edge-stores.ts';
import {
  listEdgesContract,
  listEdgeSitesContract,
  readEdgeContract,
  readEdgeSiteContract,
  readEdgeStatisticsContract,
  saveEdgeContract,
  saveEdgeSiteContract,
} from '../contracts/edge-sites.ts';
import type { EdgeConfig } from '../domain/edge-config.ts';
import { addFigures, countSite } from '../domain/site-figures.ts';
import type { SiteState } from '../domain/site-state.ts';
import { edgeView, siteView } from './edge-views.ts';
import { enterSite, type SiteAccess } from './site-access.ts';

export interface SiteUseCases extends SiteAccess {
  readonly sites: EdgeSites;
  readonly configs: EdgeConfigStore;
  readonly scheduler: Pick<EdgeSchedulerStore, 'sites'>;
  readonly saveConfig: ReturnType<typeof createSaveConfig>;
  readonly clock: Clock;
}

/** Sites, their edges, and their figures: `/api/edge-sites`, `/api/edge-sites/{site}/edges`, `/api/edge-statistics`. */
export function siteOperations(useCases: SiteUseCases): readonly Operation[] {
  const { saveConfig, clock } = useCases;
  return [
    operation(listEdgeSitesContract, async ({ caller }) => {
      const seen = await sitesOf(useCases, caller);
      return { jsonBody: { items: seen.map(({ state, config }) => view(state, config, clock.now())) } };
    }),

    operation(readEdgeSiteContract, async ({ path: { site }, caller }) => {
      const entered = await enterSite(useCases, { site, caller, role: 'reader' });
      return 'refusal' in entered ? entered.refusal : await showSite(useCases, site);
    }),

    operation(saveEdgeSiteContract, async ({ path: { site }, body, caller, ifMatch, actor }) => {
      const entered = await enterSite(useCases, { site, caller, role: 'admin' });
      if ('refusal' in entered) return entered.refusal;
      const { valueStream = site } = body;
      if (!may(caller, 'admin', valueStream)) return noAdmin(valueStream);
      const value = { kind: 'site', ...body, valueStream } as const;
      const asked = {
        site,
        name: 'site',
        value,
        actor: actor(),
        generations: generationsOf(ifMatch),
      } as const;
      const outcome = await saveConfig(asked);
      return outcome.outcome === 'saved' ? await showSite(useCases, site) : mismatch(outcome);
    }),

    operation(listEdgesContract, async ({ path: { site }, query, caller }) => {
      const entered = await enterSite(useCases, { site, caller, role: 'reader' });
      if ('refusal' in entered) return entered.refusal;
      const { limit, cursor = '', standing } = query;
      const found = (await edgesOf(useCases, site))
        .filter((each) => standing === undefined || each.standing === standing)
        .filter(({ edge }) => edge > cursor);
      const items = found.slice(0, limit);
      const last = items.at(-1)?.edge;
      const isMore = found.length > limit && last !== undefined;
      return { jsonBody: { items, ...(isMore ? { nextCursor: last } : {}) } };
    }),

    operation(readEdgeContract, async ({ path: { site, edge }, caller }) => {
      const entered = await enterSite(useCases, { site, caller, role: 'reader' });
      if ('refusal' in entered) return entered.refusal;
      const found = (await edgesOf(useCases, site)).find((each) => each.edge === edge);
      if (found === undefined) return notFound('edge', edge);
      return { headers: { etag: `"${found.generation}"` }, jsonBody: found };
    }),

    operation(saveEdgeContract, async ({ path: { site, edge }, body, caller, ifMatch, actor }) => {
      const entered = await enterSite(useCases, { site, caller, role: 'operator' });
      if ('refusal' in entered) return entered.refusal;
      const value = { kind: 'edge', ...body } as const;
      const generations = generationsOf(ifMatch);
      const outcome = await saveConfig({ site, name: `edge~${edge}`, value, actor: actor(), generations });
      return outcome.outcome === 'saved'
        ? { status: 204, headers: tagOf(outcome.config) }
        : mismatch(outcome);
    }),

    operation(readEdgeStatisticsContract, async ({ caller }) => {
      const now = clock.now();
      const seen = await sitesOf(useCases, caller);
      const figures = seen.map(({ state }) => ({ site: state.site, ...countSite(state, now) }));
      return { jsonBody: { ...addFigures(figures), sites: figures } };
    }),
  ];
}

function view(state: SiteState, config: EdgeConfig | undefined, now: number) {
  return siteView(state, countSite(state, now), config);
}

async function showSite(useCases: SiteUseCases, site: string): Promise<HttpResponseInit> {
  const known = useCases.sites.view(site);
  const [config] = await Promise.all([useCases.configs.get(site, 'site'), known.refresh()]);
  return {
    headers: tagOf(config?.value),
    jsonBody: view(known.state, config?.value, useCases.clock.now()),
  };
}

/** The sites that a caller may see, by name: those that were ever scheduled, and those of which somebody has said something. */
async function sitesOf(
  { scheduler, sites, configs }: SiteUseCases,
  caller: Caller,
): Promise<readonly { readonly state: SiteState; readonly config: EdgeConfig | undefined }[]> {
  const [scheduled, set] = await Promise.all([scheduler.sites(), configs.list()]);
  const ofSites = new Map(
    set.flatMap(({ value }) => (value.name === 'site' ? [[value.site, value] as const] : [])),
  );
  const names = [...new Set([...scheduled, ...ofSites.keys()])].sort();
  const seen = await Promise.all(
    names.map(async (site) => {
      const known = sites.view(site);
      await known.refresh();
      return { state: known.state, config: ofSites.get(site) };
    }),
  );
  return seen.filter(({ state }) => may(caller, 'reader', state.settings.valueStream));
}

async function edgesOf({ sites, configs, clock }: SiteUseCases, site: string) {
  const known = sites.view(site);
  const [set] = await Promise.all([configs.list(site), known.refresh()]);
  const byName = new Map(set.map(({ value }) => [value.name, value]));
  const now = clock.now();
  return [...known.state.inventories.values()]
    .flatMap(({ edges }) => edges)
    .map((report) => edgeView(known.state, { report, config: byName.get(`edge~${report.edge}`) }, now))
    .sort((a, b) => (a.edge < b.edge ? -1 : 1));
}

function tagOf(config: EdgeConfig | undefined): { readonly etag: string } {
  return { etag: `"${config?.shared.versions[0].generation ?? 0}"` };
}

/** The generations in `If-Match`. */
function generationsOf(versions: ExpectedVersions): readonly number[] | undefined {
  if (versions === undefined || versions === '*') return undefined;
  return versions.flatMap((version) => (/^"\d{1,15}"$/.test(version) ? [Number(version.slice(1, -1))] : []));
}

function mismatch({ found }: Extract<SaveConfigOutcome, { readonly outcome: 'version-mismatch' }>) {
  const generation = found?.shared.versions[0].generation ?? 0;
  const detail = `It is of generation ${generation} by now: somebody else has changed it. Read it again.`;
  return problem({ type: 'precondition-failed', status: 412, title: 'Not the settings they were.', detail });
}

function noAdmin(valueStream: string): HttpResponseInit {
  const detail = `The role admin in the value stream '${valueStream}' is needed to put a site into it.`;
  return problem({ type: 'forbidden', status: 403, title: 'Not allowed.', detail });
}
