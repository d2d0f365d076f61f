import { stampOf } from '../../shared/application/fleet/read-source.ts';
import type { FleetProgressStore } from '../../shared/application/ports/fleet-progress-store.ts';
import type { TemplateStore } from '../../shared/application/ports/template-store.ts';
import { fleetView, type FleetView } from '../../shared/contracts/http/fleet-view.ts';
import type { Fleet } from '../../shared/domain/fleet/fleet.ts';

/** What a caller reads of a fleet now. Throws Unavailable. */
export type ShowFleet = (fleet: Fleet) => Promise<FleetView>;

export function createShowFleet({
  fleetProgress,
  templates,
}: {
  readonly fleetProgress: Pick<FleetProgressStore, 'get'>;
  readonly templates: Pick<TemplateStore, 'get'>;
}): ShowFleet {
  return async (fleet) => {
    const [template, progress] = await Promise.all([
      templates.get(fleet.valueStream),
      fleetProgress.get(fleet.fleetId),
    ]);
    return fleetView(fleet, progress?.value, stampOf({ fleet, template: template?.value }));
  };
}
