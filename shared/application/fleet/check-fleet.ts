import { InvalidInput, type Issue } from '../../domain/errors.ts';
import { expandTemplate } from '../../domain/fleet/expand-template.ts';
import { newFleet, type FleetDefinition } from '../../domain/fleet/fleet.ts';
import type { StreamTemplate } from '../../domain/fleet/stream-template.ts';
import { isPlain } from '../../domain/job/job-work.ts';
import { definitionOfWanted, wantedJob, type WantingDependencies } from './wanted-job.ts';

/** Any model will do to see what is wrong with the form of a template. */
const SAMPLE = { modelId: 'model', owner: 'owner@example.com' };

interface Checked {
  readonly definition: FleetDefinition;
  readonly template: StreamTemplate | undefined;
}

/**
 * Throws InvalidInput with every fault of a fleet's template and overrides that shows without a look at a model: pointers are
 * into the fleet's body. Of `before`, the fleet as it is: what it names already that the settings do not have any more is
 * left to it.
 */
export function checkFleet(
  dependencies: WantingDependencies,
  checked: Checked,
  before?: FleetDefinition,
): void {
  const { definition, template } = checked;
  const former = before && faultsOf(dependencies, { definition: before, template }, SAMPLE);
  const settled = new Set(former?.map(asText));
  const issues = faultsOfFleet(dependencies, { definition, template }).filter(
    ({ pointer, message }) => !settled.has(asText({ pointer: pointer.replace(/^\/template/, ''), message })),
  );
  if (issues.length > 0) throw new InvalidInput('The fleet cannot be saved.', issues);
}

function faultsOfFleet(dependencies: WantingDependencies, checked: Checked): readonly Issue[] {
  const { definition, template } = checked;
  const alone = faultsOf(dependencies, { definition: { ...definition, overrides: {} }, template }, SAMPLE);
  const known = new Set(alone.map(asText));
  // Of an override only what it brings with it.
  const own = Object.keys(definition.overrides).flatMap((modelId) =>
    faultsOf(dependencies, checked, { ...SAMPLE, modelId })
      .filter((issue) => !known.has(asText(issue)))
      .map((issue) => within(issue, `/overrides/${modelId}`)),
  );
  return [...alone.map((issue) => within(issue, '/template')), ...own];
}

function within({ pointer, message }: Issue, where: string): Issue {
  return { pointer: `${where}${pointer}`, message };
}

function asText({ pointer, message }: Issue): string {
  return `${pointer} ${message}`;
}

function faultsOf(
  dependencies: WantingDependencies,
  { definition, template }: Checked,
  model: typeof SAMPLE,
): readonly Issue[] {
  const fleet = newFleet(definition, { author: '', now: 0 });
  try {
    const wanted = wantedJob(dependencies, { fleet, template }, model);
    const job = definitionOfWanted(dependencies, wanted, undefined);
    const issues = isPlain(job) ? dependencies.settingIssues(job, job) : [];
    return issues.map((issue) => within(issue, '/task'));
  } catch (error) {
    if (error instanceof InvalidInput) return error.issues;
    throw error;
  }
}

/** The kind of a fleet's jobs, its value stream's template counted in. */
export function kindOf({ definition, template }: Checked): unknown {
  return expandTemplate({ ...definition, overrides: {} }, SAMPLE, template).text['kind'];
}
