import { z } from 'zod';
import type { LintWarning } from '../../domain/schedule/lint-recurrences.ts';
import type { Preview } from '../../domain/schedule/preview-due-times.ts';
import type { Recurrence } from '../../domain/schedule/recurrence.ts';
import { describeRecurrence } from './describe-recurrence.ts';
import { instant, recurrenceList } from './recurrence.ts';

const DEFAULT_COUNT = 20;

/** How many slots to show at most. */
const count = z
  .number('must be a number')
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(1000, 'must be at most 1000');

/** The body of `POST /api/recurrences/preview`. */
export const previewRequest = z.strictObject({
  recurrences: recurrenceList,
  after: instant.exactOptional(),
  count: count.default(DEFAULT_COUNT),
});

/** The query of `GET /api/jobs/{jobId}/preview`. */
export const previewQuery = z.strictObject({
  after: instant.exactOptional(),
  count: z.coerce.number('must be a number').pipe(count).default(DEFAULT_COUNT),
});

type Slot = Preview['slots'][number];
type Skipped = Preview['skipped'][number];

/** Coming slots as callers read them; instants are ISO 8601 UTC. */
export interface PreviewView extends Pick<Preview, 'endedBy'> {
  readonly slots: readonly (Omit<Slot, 'dueAt'> & { readonly dueAt: string })[];
  readonly skipped: readonly (Omit<Skipped, 'changeAt'> & { readonly changeAt: string })[];
  /** Each recurrence in English, in the same order. */
  readonly inWords: readonly string[];
  readonly warnings: readonly LintWarning[];
}

interface PreviewParts {
  readonly recurrences: readonly Recurrence[];
  readonly preview: Preview;
  /** With pointers into the list of recurrences. */
  readonly warnings: readonly LintWarning[];
}

/** What callers read of a preview. */
export function previewView({ recurrences, preview, warnings }: PreviewParts): PreviewView {
  const { slots, skipped, endedBy } = preview;
  return {
    slots: slots.map(({ dueAt, namedBy }) => ({ dueAt: toIso(dueAt), namedBy })),
    skipped: skipped.map(({ changeAt, ...rest }) => ({ ...rest, changeAt: toIso(changeAt) })),
    endedBy,
    inWords: recurrences.map(describeRecurrence),
    warnings: warnings.map((warning) => ({ ...warning, pointer: `/recurrences${warning.pointer}` })),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
