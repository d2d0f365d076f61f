import { inject, Service } from '@angular/core';
import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import type { TemplateView } from '../../../../shared/contracts/http/templates.ts';
import { listTemplates, readFleet, saveFleet } from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { readPages } from '../../../api/read-pages.ts';
import type { Definition } from '../../edit/fields/field.ts';
import { reasonHeader } from '../reason-header.ts';
import { fleetDefinitionOf } from './fleet-definition-of.ts';

const MOST_PAGES = 20;
const PAGE = 200;

/** A stored fleet as an edit of it begins. */
export interface FleetOrigin {
  readonly fleet: FleetView;
  readonly definition: Definition;
  readonly etag: string;
}

/** Reads and stores fleets for the editors. */
@Service()
export class FleetStore {
  readonly #api = inject(Api);

  /** Throws CallFailed. */
  async read(fleetId: string): Promise<FleetOrigin> {
    const { body, etag } = await this.#api.call<FleetView>(readFleet, { path: { fleetId } });
    if (body === null || etag === undefined)
      throw new Error('The server answered without the version of the fleet.');
    return { fleet: body, definition: fleetDefinitionOf(body), etag };
  }

  /** Makes the fleet, or replaces it at the version that was read. Throws CallFailed. */
  async save(
    fleetId: string,
    { definition, ifMatch, reason }: { definition: Definition; ifMatch: string | undefined; reason: string },
  ): Promise<FleetView> {
    return this.#api.read<FleetView>(saveFleet, {
      ...{ path: { fleetId }, body: definition, headers: reasonHeader(reason) },
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  }

  /** The templates of the value streams that the caller may see. Throws CallFailed. */
  async templates(): Promise<readonly TemplateView[]> {
    const page = await readPages<TemplateView>(this.#api, listTemplates, {
      ...{ query: { limit: PAGE }, pages: MOST_PAGES },
    });
    return page.items;
  }
}
