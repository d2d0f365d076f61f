import {
  readEdge,
  readEdgeSite,
  saveEdge,
  saveEdgeSite,
} from '../../shared/contracts/http/operation-paths.ts';
import { fieldAt } from '../output/read-field.ts';
import type { Resource } from './apply-resource.ts';
import type { EdgeDocument, EdgeSiteDocument } from './document.ts';
import { documentPointer } from './to-request.ts';

/** Of a site, or an edge, of which nobody has said anything. */
const UNSET = '"0"';

/** What was set of a site or an edge is a part of what the API shows of it. */
function settingsOf(shown: unknown): unknown {
  return fieldAt(shown, 'settings');
}

/**
 * How a site is run. What the document leaves out stays as it is: whoever has paused a site by hand is not overruled by one that
 * says nothing of it.
 */
export function edgeSiteResource({ metadata, spec }: EdgeSiteDocument): Resource {
  const { name: site, valueStream, description: title } = metadata;
  return {
    ...{ read: readEdgeSite, save: saveEdgeSite, path: { site } },
    desired: {
      ...(valueStream === undefined ? {} : { valueStream }),
      ...(title === undefined ? {} : { title }),
      ...spec,
    },
    fields: [
      ...['title', 'valueStream', 'jobValueStreams', 'isPaused', 'controlPlane'],
      ...['lostAfterSeconds', 'reportEverySeconds', 'chunkSeconds', 'stalledAfterSeconds'],
    ],
    ...{ restFrom: {}, unsetEtag: UNSET, settingsOf, pointerOf: sitePointer },
  };
}

/** What a site calls its title is the description of the document. */
function sitePointer(pointer: string): string {
  return pointer === '/title' ? '/metadata/description' : documentPointer(pointer);
}

/** What people set for an edge of a site; what the document leaves out stays as it is. */
export function edgeResource({ metadata: { name: edge, site }, spec }: EdgeDocument): Resource {
  return {
    ...{ read: readEdge, save: saveEdge, path: { site, edge }, desired: spec },
    fields: ['state', 'maxCapacity', 'maxWatts'],
    ...{ restFrom: { state: 'active' }, unsetEtag: UNSET, settingsOf, pointerOf: documentPointer },
  };
}
