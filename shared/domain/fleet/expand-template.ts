import { mergeRecords, isRecord } from '../job/merge-patch.ts';
import type { Issue } from '../errors.ts';
import type { Model } from '../model/model.ts';
import type { FleetDefinition, JobText } from './fleet.ts';
import type { StreamTemplate } from './stream-template.ts';

/**
 * What every fleet starts from: ten thousand runs of one instant start within five minutes, each job at the same second of
 * them every time.
 */
const FLEET_DEFAULTS: JobText = { policies: { spreadSeconds: 300 } };

/** The job of a model as a caller would write it, but for its id. */
export interface ExpandedJob {
  readonly text: JobText;
  /** Pointers of what the model's own override says. */
  readonly overridden: readonly string[];
  readonly issues: readonly Issue[];
}

/**
 * What a fleet wants of a model: the defaults of fleets, over them the value stream's template, the fleet's own and the
 * model's override, with the placeholders `{modelId}`, `{valueStream}` and `{owner}` filled in every text. Other braces stay:
 * they are of the slot, and filled when a run begins.
 */
export function expandTemplate(
  { valueStream, template, overrides }: Pick<FleetDefinition, 'valueStream' | 'template' | 'overrides'>,
  model: Pick<Model, 'modelId' | 'owner'>,
  stream: Pick<StreamTemplate, 'defaults'> | undefined,
): ExpandedJob {
  const override = Object.hasOwn(overrides, model.modelId) ? (overrides[model.modelId] ?? {}) : {};
  const merged = [stream?.defaults ?? {}, template, override].reduce(mergeRecords, FLEET_DEFAULTS);
  const filler = new Filler({ ...model, valueStream });
  const filled = filler.fill(merged, '');
  return {
    text: { ...(isRecord(filled) ? filled : {}), valueStream },
    overridden: leavesOf(override),
    issues: filler.issues,
  };
}

type Fillings = Pick<Model, 'modelId' | 'owner' | 'valueStream'>;

const PLACEHOLDER = /\{(modelId|valueStream|owner)\}/g;

/** Fills the placeholders of a tree, and tells which it could not. */
class Filler {
  readonly issues: Issue[] = [];
  readonly #fillings: ReadonlyMap<string, string | undefined>;

  constructor(fillings: Fillings) {
    this.#fillings = new Map(Object.entries(fillings));
  }

  fill(value: unknown, pointer: string): unknown {
    if (typeof value === 'string') return this.#fillText(value, pointer);
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => this.fill(item, `${pointer}/${index}`));
    }
    if (!isRecord(value)) return value;
    const parts = Object.entries(value);
    return Object.fromEntries(
      parts.map(([name, part]) => [name, this.fill(part, `${pointer}/${escaped(name)}`)]),
    );
  }

  #fillText(text: string, pointer: string): string {
    return text.replaceAll(PLACEHOLDER, (placeholder, name: string) => {
      const filling = this.#fillings.get(name);
      if (filling !== undefined) return filling;
      const modelId = this.#fillings.get('modelId') ?? '';
      this.issues.push({ pointer, message: `has ${placeholder}, and model '${modelId}' has no ${name}` });
      return placeholder;
    });
  }
}

/** Where a patch says something, down to what it does not merge any further. */
function leavesOf(patch: unknown, pointer = ''): readonly string[] {
  if (!isRecord(patch)) return [pointer];
  const entries = Object.entries(patch);
  if (entries.length === 0) return pointer === '' ? [] : [pointer];
  return entries.flatMap(([name, part]) => leavesOf(part, `${pointer}/${escaped(name)}`));
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
