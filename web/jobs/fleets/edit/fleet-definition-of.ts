import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import type { Definition } from '../../edit/fields/field.ts';

/** What a fleet is defined by, as a save takes it; where it was left to its default it says nothing. */
export function fleetDefinitionOf(
  fleet: Pick<
    FleetView,
    'valueStream' | 'description' | 'selector' | 'template' | 'overrides' | 'whenUnmatched'
  >,
): Definition {
  const { valueStream, description, selector, template, overrides, whenUnmatched } = fleet;
  return {
    valueStream,
    ...(description === undefined ? {} : { description }),
    ...(Object.keys(selector).length === 0 ? {} : { selector }),
    template,
    ...(Object.keys(overrides).length === 0 ? {} : { overrides }),
    ...(whenUnmatched === 'delete' ? {} : { whenUnmatched }),
  };
}
