import { inject, Service } from '@angular/core';
import type { FleetPreviewView } from '../../../../shared/contracts/http/fleets.ts';
import {
  deleteFleetOverride,
  previewFleet,
  saveFleetOverride,
} from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { CallFailed } from '../../../api/problem.ts';
import type { JsonObject } from '../../../kit/json/json.ts';
import type { Fault } from '../../edit/draft/field-faults.ts';
import { partFaults } from '../edit/fleet-faults.ts';
import type { FleetOrigin } from '../edit/fleet-store.ts';
import { reasonHeader } from '../reason-header.ts';

/** Looks at an override, and stores it. */
@Service()
export class OverrideStore {
  readonly #api = inject(Api);

  /**
   * What is wrong with the job that comes of an override, by pointers into it. The model is looked at as a fleet of it alone,
   * under a name that no fleet has: the whole fleet is not walked for one model. Throws CallFailed.
   */
  async faultsOf(
    { definition }: FleetOrigin,
    { modelId, override }: { readonly modelId: string; readonly override: JsonObject },
    abortSignal: AbortSignal,
  ): Promise<readonly Fault[]> {
    const body = {
      ...definition,
      selector: { modelIds: [modelId], idPrefix: modelId },
      overrides: Object.keys(override).length === 0 ? {} : { [modelId]: override },
    };
    const fleetId = `check-${crypto.randomUUID().slice(0, 8)}`;
    try {
      const { jobs } = await this.#api.read<FleetPreviewView>(previewFleet, {
        ...{ path: { fleetId }, body, abortSignal },
      });
      return jobs.flatMap(({ errors = [] }) => errors);
    } catch (error) {
      const said = error instanceof CallFailed ? (error.problem?.errors ?? []) : [];
      if (said.length === 0) throw error;
      return [...partFaults(said, `/overrides/${modelId}`), ...partFaults(said)];
    }
  }

  /** Gives the model this override, none where it says nothing, at the version of the fleet that was read. Throws CallFailed. */
  async save(
    { fleet: { fleetId }, etag }: FleetOrigin,
    { modelId, override, reason }: { modelId: string; override: JsonObject; reason: string },
  ): Promise<void> {
    const call = { path: { fleetId, modelId }, ifMatch: etag, headers: reasonHeader(reason) };
    if (Object.keys(override).length === 0) await this.#api.call(deleteFleetOverride, call);
    else await this.#api.call(saveFleetOverride, { ...call, body: override });
  }
}
