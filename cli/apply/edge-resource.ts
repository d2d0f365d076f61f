import {
  readEdge,
  readEdgeSite,
  saveEdge,
  saveEdgeSite,
} from '../../shared/contracts/http/operation-paths.ts';
import { fieldAt } from '../output/read-field.ts';
import type { ApplyOutcome } from './applied-object.ts';
import type { Resource } from './apply-resource.ts';
import type { EdgeDocument, EdgeSiteDocument } from './document.ts';
import { documentPointer } from './to-request.ts';

/** Of a site, or an edge, of which nobody has said anything. */
const UNSET = '"0"';

/** What was set of a site or an edge is a part of what the API shows of it. */
function settingsOf(shown: unknown): unknown {
  return fieldAt(shown, 'settings');
}

/** A site as it is run, with the defaults of what its document leaves out; or what is wrong with its form. */
export async function edgeSiteResource({
  metadata: { name: site, valueStream = site, description },
  spec,
}: EdgeSiteDocument): Promise<Resource | ApplyOutcome> {
  const [{ siteSettingsRequest }, { issuesOf }] = await Promise.all([
    import('../../shared/kinds/edge/contracts/edge-sites.ts'),
    import('../../shared/contracts/http/issues.ts'),
  ]);
  const title = description === undefined ? {} : { title: description };
  const parsed = siteSettingsRequest.safeParse({ valueStream, ...title, ...spec });
  if (!parsed.success) {
    const errors = issuesOf(parsed.error).map(({ pointer, message }) => ({
      pointer: sitePointer(pointer),
      detail: message,
    }));
    return { outcome: 'failed', errors };
  }
  return {
    ...{ read: readEdgeSite, save: saveEdgeSite, path: { site } },
    desired: { ...parsed.data },
    fields: [...Object.keys(siteSettingsRequest.shape)],
    ...{ unsetEtag: UNSET, settingsOf, pointerOf: sitePointer },
  };
}

/** What a site calls its title is the description of the document. */
function sitePointer(pointer: string): string {
  return pointer === '/title' ? '/metadata/description' : documentPointer(pointer);
}

/** What people set for an edge of a site. */
export function edgeResource({ metadata: { name: edge, site }, spec }: EdgeDocument): Resource {
  return {
    ...{ read: readEdge, save: saveEdge, path: { site, edge } },
    desired: { state: 'active', ...spec },
    fields: ['state', 'maxCapacity', 'maxWatts'],
    ...{ unsetEtag: UNSET, settingsOf, pointerOf: documentPointer },
  };
}
