import type { JobView } from '../../../../shared/contracts/http/job-view.ts';

/** A field of a definition: its name as it is written, and its value in a line. */
export interface DefinitionField {
  readonly name: string;
  readonly value: string;
}

export interface DefinitionPart {
  readonly title: string;
  readonly fields: readonly DefinitionField[];
}

/** What a job is defined by, as the API takes it again; what is calculated or is its state is left out. */
export function definitionOf(job: JobView): Readonly<Record<string, unknown>> {
  const { jobId, kind, valueStream, description, tags, after, task, recurrences, policies } = job;
  const { baselineId, ...writable } = 'baselineId' in task ? task : { ...task, baselineId: undefined };
  // A registered baseline is named by its id; where the job had its own made, that is said by its source.
  const isRegistered = baselineId !== undefined && !('baseline' in task);
  return {
    ...{ jobId, kind, valueStream },
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...(after === undefined ? {} : { after }),
    task: isRegistered ? { ...writable, baselineId } : writable,
    ...{ recurrences, policies },
  };
}

/** The definition in parts, each field by its name as it is written. */
export function definitionParts(job: JobView): readonly DefinitionPart[] {
  const { jobId, kind, valueStream, description, tags, after, task, recurrences, policies } = job;
  return [
    { title: 'Job', fields: fieldsOf({ jobId, kind, valueStream, description, tags, after }) },
    { title: 'Task', fields: fieldsOf(task) },
    ...recurrences.map((recurrence, index) => ({
      title: recurrences.length === 1 ? 'Recurrence' : `Recurrence ${index + 1}`,
      fields: [{ name: 'in words', value: job.inWords[index] ?? '' }, ...fieldsOf(recurrence)],
    })),
    { title: 'Policies', fields: fieldsOf(policies) },
  ];
}

function fieldsOf(value: object, before = ''): readonly DefinitionField[] {
  return Object.entries(value).flatMap(([name, field]: [string, unknown]): readonly DefinitionField[] => {
    if (field === undefined) return [];
    const path = `${before}${name}`;
    if (typeof field === 'object' && field !== null && !Array.isArray(field)) {
      return fieldsOf(field, `${path}.`);
    }
    return [{ name: path, value: inALine(field) }];
  });
}

function inALine(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  if (value.length === 0) return 'none';
  return value.map((item: unknown) => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ');
}
