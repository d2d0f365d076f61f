import type { Fleet } from '../../domain/fleet/fleet.ts';
import type { FleetFilter, FleetStore } from '../ports/fleet-store.ts';

const PAGE = 100;

/** The fleets that fit, one after the other. */
export async function* eachFleet(
  fleets: Pick<FleetStore, 'list'>,
  filter: FleetFilter,
): AsyncGenerator<Fleet> {
  let cursor: string | undefined;
  do {
    const page = await fleets.list(filter, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
