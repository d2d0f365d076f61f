import type { z } from 'zod';
import type { JobParts } from '../../domain/job/edit.ts';
import { labelsOf, type JobLabels } from '../../domain/job/job-label.ts';
import type { JobCore } from '../../domain/job/job.ts';
import { isPlain, type JobWork, type PlainWork } from '../../domain/job/job-work.ts';
import { fromRecurrence, type RecurrenceView } from './recurrence-view.ts';
import {
  stabilityTaskView,
  type reportCollectionTaskViewSchema,
  type stabilityTaskViewSchema,
} from './task-view.ts';

interface StabilityText extends Omit<z.output<typeof stabilityTaskViewSchema>, 'baseline' | 'baselineId'> {
  readonly baseline: { readonly baselineId: string };
}

type WorkText =
  | { readonly kind: 'stability'; readonly task: StabilityText }
  | { readonly kind: 'report-collection'; readonly task: z.output<typeof reportCollectionTaskViewSchema> }
  | PlainWork;

interface CoreText extends JobLabels, Pick<JobCore, 'valueStream' | 'after' | 'policies'> {
  readonly recurrences: readonly RecurrenceView[];
}

/** A job as a caller may write it to get the same: with its frozen baseline, not the file that was frozen. */
export type JobText = CoreText & WorkText;

/**
 * What `POST /api/jobs/schedule` and `PUT /api/jobs/{jobId}` take for these very parts; where a baseline came from is not
 * among it.
 */
export function definitionOf(parts: JobParts): JobText {
  const { valueStream, after, recurrences, policies } = parts;
  return {
    ...workText(parts),
    valueStream,
    ...labelsOf(parts),
    ...(after === undefined ? {} : { after }),
    recurrences: recurrences.map(fromRecurrence),
    policies,
  };
}

function workText(work: JobWork): WorkText {
  if (isPlain(work)) return { kind: work.kind, task: work.task };
  if (work.kind === 'report-collection') return { kind: work.kind, task: work.task };
  const { baselineId, baseline: _source, ...task } = stabilityTaskView(work.task);
  return { kind: work.kind, task: { ...task, baseline: { baselineId } } };
}
