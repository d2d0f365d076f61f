import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { FleetMember, FleetMembers } from '../../application/ports/fleet-members.ts';
import { jobId } from '../../contracts/run.ts';
import { memberPlace, membersEnd } from '../../domain/fleet/fleet-membership.ts';
import { fleetMembership } from './job-document.ts';
import { queryDocuments } from './query-documents.ts';

const member = z.object({ jobId, fleet: fleetMembership });

/** The jobs of fleets in the container `jobs`, read by the one field that has their places. */
export class CosmosFleetMembers implements FleetMembers {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async membersAfter(
    fleetId: string,
    { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly FleetMember[]> {
    const query = `SELECT c.jobId, c.fleet FROM c WHERE c.listed.byFleet > @after AND c.listed.byFleet < @end ORDER BY c.listed.byFleet OFFSET 0 LIMIT ${limit}`;
    const parameters = [
      { name: '@after', value: memberPlace({ fleetId, modelId: after }) },
      { name: '@end', value: membersEnd(fleetId) },
    ];
    const found = await Array.fromAsync(queryDocuments(this.#container, { query, parameters }));
    return found.map((document) => member.parse(document));
  }
}
