import type { FleetStore } from '../ports/fleet-store.ts';
import type { TemplateStore } from '../ports/template-store.ts';
import type { FleetSource } from './wanted-job.ts';

interface Dependencies {
  readonly fleets: Pick<FleetStore, 'get'>;
  readonly templates: Pick<TemplateStore, 'get'>;
}

/** A fleet with what it starts from, and its version; undefined when there is none. */
export async function readSource(
  { fleets, templates }: Dependencies,
  fleetId: string,
): Promise<(FleetSource & { readonly version: string }) | undefined> {
  const stored = await fleets.get(fleetId);
  if (stored === undefined) return undefined;
  const template = await templates.get(stored.value.valueStream);
  return { fleet: stored.value, version: stored.version, template: template?.value };
}

/** Names a definition of a fleet together with that of its value stream's template, also when one is deleted and made anew. */
export function stampOf({ fleet, template }: FleetSource): string {
  const ofTemplate = template === undefined ? '0' : `${template.createdAt}.${template.generation}`;
  return `${fleet.createdAt}.${fleet.generation}-${ofTemplate}`;
}

/** The fleet as it would be on its way out: it wants no job. For what was written after it was gone. */
export function ended<T extends FleetSource>(source: T): T {
  const { fleet } = source;
  return { ...source, fleet: { ...fleet, state: 'deleting', generation: fleet.generation + 1 } };
}
