import { z } from 'zod';
import {
  FLEET_ID_PATTERN,
  MAX_OVERRIDES,
  UNMATCHED_POLICIES,
  type FleetDefinition,
} from '../../domain/fleet/fleet.ts';
import type { FleetSelector } from '../../domain/fleet/fleet-selector.ts';
import { modelId } from './model-id.ts';

const text = (max: number) =>
  z.string().min(1, 'must not be empty').max(max, `must be at most ${max} characters`);

export const fleetId = z
  .string()
  .regex(
    FLEET_ID_PATTERN,
    'must be 1 to 32 letters, digits, "_" or single "-", beginning and ending with no "-"',
  );

const anything = z.unknown().exactOptional();

/** What one model may have otherwise than the others; what is null goes. The whole is checked once it is put together. */
export const overrideText = z.strictObject({
  description: anything,
  tags: anything,
  after: anything,
  task: anything,
  recurrences: anything,
  policies: anything,
});

/** A part of a job as a caller writes it: without what names it. */
export const templateText = overrideText.extend({ kind: anything });

/** The same in an answer. */
export const jobText = z.record(z.string(), z.unknown());

const MAX_IDS = 1000;

const modelIds = z.array(modelId).max(MAX_IDS, `must be at most ${MAX_IDS} ids`);

const selector = z
  .strictObject({
    tags: z
      .array(text(64))
      .max(20, 'must be at most 20 tags')
      .exactOptional()
      .describe('Models that have all.'),
    owner: text(128).exactOptional(),
    modelIds: modelIds.min(1, 'must name at least one').exactOptional().describe('One of these.'),
    idPrefix: text(128).exactOptional().describe("What the model's id begins with."),
    exceptModelIds: modelIds.exactOptional().describe('None of these.'),
  })
  .describe('Models of the value stream that fit all that is said; nothing said: every one.');

/** The body of `PUT /api/fleets/{fleetId}`: the whole definition; an id in it must be the path's. */
export const fleetRequest = z.strictObject({
  fleetId: fleetId.exactOptional(),
  valueStream: text(128).describe('A fleet stays in its value stream, and so do the models that it selects.'),
  description: text(500).exactOptional(),
  selector: selector.default({}),
  template: templateText.describe(
    'A job as `POST /api/jobs/schedule` takes it, without `jobId` and `valueStream`, over the template of the value stream; {modelId}, {valueStream} and {owner} are filled in every text.',
  ),
  overrides: z
    .record(modelId, overrideText)
    .refine(
      (overrides) => Object.keys(overrides).length <= MAX_OVERRIDES,
      `must be at most ${MAX_OVERRIDES} models`,
    )
    .default({})
    .describe('By model: merge patches (RFC 7396) over the template.'),
  whenUnmatched: z
    .enum(UNMATCHED_POLICIES, `must be one of ${UNMATCHED_POLICIES.join(', ')}`)
    .default('delete')
    .describe(
      'What becomes of a job whose model is selected no longer. `keep`: it goes on, as a job by itself.',
    ),
});

/** The definition in the domain's form: what is said twice is there once. */
export function toFleetDefinition(
  id: string,
  { fleetId: _named, description, selector: asked, ...rest }: z.output<typeof fleetRequest>,
): FleetDefinition {
  return {
    ...rest,
    ...{ fleetId: id, selector: toSelector(asked) },
    ...(description === undefined ? {} : { description }),
  };
}

function toSelector({
  tags,
  modelIds: ids,
  exceptModelIds: except,
  ...rest
}: z.output<typeof selector>): FleetSelector {
  return {
    ...rest,
    ...(tags === undefined ? {} : { tags: sorted(tags) }),
    ...(ids === undefined ? {} : { modelIds: sorted(ids) }),
    ...(except === undefined ? {} : { exceptModelIds: sorted(except) }),
  };
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
