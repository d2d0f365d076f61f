import { z } from 'zod';
import { jobId } from '../../contracts/run.ts';
import { partsOf, type JobParts } from '../../domain/job/edit.ts';
import { JOB_ACTIONS, type JobChange } from '../../domain/job/job-change.ts';
import { instant, toInstant } from './instants.ts';
import { jobFromDocument, jobToDocument } from './job-document.ts';

const difference = z.object({
  pointer: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

const jobChangeDocument = z.object({
  type: z.literal('job-change'),
  schemaVersion: z.literal(1),
  jobId,
  changeId: z.string(),
  at: instant,
  action: z.enum(JOB_ACTIONS),
  generation: z.number(),
  author: z.string(),
  reason: z.string().exactOptional(),
  differences: z.array(difference),
  definition: z.unknown().optional(),
  restoredGeneration: z.number().exactOptional(),
  target: z.string().exactOptional(),
});

/** The entry of a history in a document read from Cosmos. Throws ZodError when it is none. */
export function jobChangeFromDocument(document: unknown): JobChange {
  const { type: _type, schemaVersion: _version, definition, ...change } = jobChangeDocument.parse(document);
  return {
    ...change,
    differences: change.differences.map(({ pointer, before, after }) => ({
      pointer,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })),
    ...(definition === undefined ? {} : { definition: partsOf(jobFromDocument(definition)) }),
  };
}

/**
 * The document of an entry, in the partition of its job; never with a `ttl`. The ids of a job's entries are in order of
 * time: the query for the latest needs no other field.
 */
export function jobChangeToDocument(
  change: JobChange,
): { readonly id: string } & Readonly<z.input<typeof jobChangeDocument>> {
  const { changeId, generation, definition, differences, ...rest } = change;
  const at = toInstant(change.at);
  return {
    ...rest,
    id: `${ID_PREFIX}${at}.${String(generation).padStart(GENERATION_DIGITS, '0')}.${changeId}`,
    type: 'job-change',
    schemaVersion: 1,
    ...{ changeId, generation, at },
    differences: differences.map((each) => ({ ...each })),
    ...(definition === undefined ? {} : { definition: toDefinition(change, definition) }),
  };
}

const ID_PREFIX = 'job-change.';

/** Beyond every entry's id. */
export const AFTER_EVERY_CHANGE = `${ID_PREFIX}~`;

const GENERATION_DIGITS = 10;

/** A definition is kept as a job's document: what can read the jobs of earlier versions can read these as well. */
function toDefinition({ jobId: id, at, generation }: JobChange, parts: JobParts) {
  const { listed: _inNoList, ...document } = jobToDocument({
    ...parts,
    ...{ jobId: id, state: 'active', generation, bornAs: generation },
    ...{ slotsAfter: at, createdAt: at, updatedAt: at },
  });
  return document;
}
