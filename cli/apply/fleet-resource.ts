import {
  previewFleet,
  readFleet,
  readTemplate,
  saveFleet,
  saveTemplate,
} from '../../shared/contracts/http/operation-paths.ts';
import type { ApiClient } from '../api/api-client.ts';
import { fieldAt, isRecord, numberAt } from '../output/read-field.ts';
import type { ApplyOutcome } from './applied-object.ts';
import type { Fault, Resource } from './apply-resource.ts';
import type { FleetDocument, TemplateDocument } from './document.ts';
import { documentPointer, fleetRequestOf } from './to-request.ts';

/**
 * A fleet as the server has it, with the defaults of what its document leaves out; or what is wrong with its form. A dry run
 * asks the server what would become of its jobs, which tells what is wrong with the template as well.
 */
export async function fleetResource(document: FleetDocument): Promise<Resource | ApplyOutcome> {
  // Of all the contracts only these, and only where there is a fleet: loading them all would slow every command down.
  const [{ fleetRequest, toFleetDefinition }, { issuesOf }] = await Promise.all([
    import('../../shared/contracts/http/fleet-request.ts'),
    import('../../shared/contracts/http/issues.ts'),
  ]);
  const { name: fleetId } = document.metadata;
  const parsed = fleetRequest.safeParse(fleetRequestOf(document));
  if (!parsed.success) {
    const errors = issuesOf(parsed.error).map(({ pointer, message }) => ({
      pointer: documentPointer(pointer),
      detail: message,
    }));
    return { outcome: 'failed', errors };
  }
  return {
    ...{ read: readFleet, save: saveFleet, path: { fleetId } },
    desired: { ...toFleetDefinition(fleetId, parsed.data) },
    fields: ['valueStream', 'description', 'selector', 'template', 'overrides', 'whenUnmatched'],
    pointerOf: documentPointer,
    rehearse: previewedFaults,
    remarksOn: savedRemarks,
  };
}

/** What a dry run of a fleet has to say of its jobs. Throws ApiRefused with the faults of its template. */
async function previewedFaults(
  api: ApiClient,
  { path, desired }: Pick<Resource, 'path' | 'desired'>,
): Promise<readonly Fault[]> {
  const { body } = await api.call(previewFleet, { path, query: { limit: 1 }, body: desired });
  const counts = fieldAt(body, 'counts');
  const said = Object.entries(isRecord(counts) ? counts : {}).filter(([, count]) => count !== 0);
  const isPartial = fieldAt(body, 'isPartial') === true;
  const first = isPartial ? 'the first ' : '';
  const words = said.map(([word, count]) => `${String(count)} ${word}`).join(', ');
  const detail = `jobs of ${first}${numberAt(body, 'models') ?? 0} models: ${words === '' ? 'none' : words}`;
  return [{ pointer: '', detail }];
}

/** What is to be seen to once a fleet is saved: models without the job that they should have. */
function savedRemarks(saved: unknown): readonly Fault[] {
  const counts = fieldAt(saved, 'progress.last.counts');
  const failed = numberAt(counts, 'failed') ?? 0;
  if (fieldAt(saved, 'progress.isUpToDate') !== true) {
    return [{ pointer: '', detail: 'its jobs follow: "evenkeel fleets get" shows how far they are' }];
  }
  const detail = `${failed} models have not the job that they should have: see "evenkeel fleets get"`;
  return failed === 0 ? [] : [{ pointer: '', detail }];
}

/** A template of the value stream that it is called after. */
export function templateResource({ metadata: { name, description }, spec }: TemplateDocument): Resource {
  return {
    ...{ read: readTemplate, save: saveTemplate, path: { valueStream: name } },
    desired: { ...(description === undefined ? {} : { description }), ...spec },
    ...{ fields: ['description', 'defaults'], pointerOf: documentPointer },
  };
}
