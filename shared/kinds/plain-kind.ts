import type { z } from 'zod';
import type { Issue } from '../domain/errors.ts';
import type { JobKind, PlainTask } from '../domain/job/job-work.ts';

/** A field of the form in which a person writes a task. */
export interface FormField {
  /** Where it stands in the task: names with dots between them. */
  readonly path: string;
  readonly label: string;
  /** What to write, in a line. */
  readonly hint?: string;
  /**
   * `lines`: a list of texts, one a line. `pairs`: names and texts, one pair a line. `json`: anything that the others
   * cannot say. `text-area`: a text of several lines.
   */
  readonly control: 'text' | 'text-area' | 'number' | 'choice' | 'switch' | 'lines' | 'pairs' | 'json';
  /** Of a choice. */
  readonly choices?: readonly string[];
  /** Shown when somebody asks for more. */
  readonly isAdvanced?: boolean;
}

/** What people read of a kind, whatever runs it. */
export interface KindDescription {
  readonly kind: JobKind;
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  /** Its page in the documentation, from the root of the repository. */
  readonly docs: string;
  /** A task as a caller writes it. */
  readonly example: PlainTask;
  readonly form: readonly FormField[];
  /** How long an attempt may take where the policies do not say, in seconds; absent: as long as of any job. */
  readonly timeoutSeconds?: number;
  /** Its orchestrator; stored in histories: never renamed once deployed. */
  readonly orchestrator: string;
}

/** A kind of which only its own folder knows what a task holds. */
export interface PlainKindDefinition<Task extends PlainTask = PlainTask> extends KindDescription {
  /**
   * What a caller writes under `task`. What it makes of that is stored, shown and run: JSON, with all defaults. An object
   * `{ "secret": "<name>" }` anywhere in it names a secret, which has to be there when the job is scheduled.
   */
  readonly task: z.ZodType<Task>;
  /** How long an attempt may take where the policies do not say, in seconds. */
  readonly timeoutSeconds: number;
  /** The jobs that a task names, which have to be there, and to be the caller's to see, when the job is scheduled. */
  jobsOf?(task: Task): readonly NamedJob[];
  /**
   * Reads the app's settings, and gives what tells what is wrong with a task by them: a name that no setting has. It is asked
   * when a job is scheduled or edited; what the job has named before is left to it. Throws where the settings are at fault.
   */
  checkBy?(environment: Environment): TaskCheck<Task>;
}

/** App settings, by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with a task of a job; pointers are within the task. */
export type TaskCheck<Task> = (task: Task, job: { readonly valueStream: string }) => readonly Issue[];

export interface NamedJob {
  readonly jobId: string;
  /** Where in the task it is named: a JSON pointer. */
  readonly pointer: string;
}

/** A plain kind as the lists of kinds have it. */
export interface PlainKindEntry extends Omit<PlainKindDefinition, 'jobsOf' | 'checkBy'> {
  readonly jobsOf: (task: PlainTask) => readonly NamedJob[];
  readonly checkBy: (environment: Environment) => TaskCheck<PlainTask>;
}

/**
 * Defines a plain kind; the lists of kinds find it by its folder. Of a task that another version has stored, and this one
 * cannot read, nothing is told: other jobs are to be edited all the same, and its own runs say what is wrong.
 */
export function plainKind<Task extends PlainTask>(definition: PlainKindDefinition<Task>): PlainKindEntry {
  const read = (task: PlainTask) => definition.task.safeParse(task).data;
  return {
    ...definition,
    jobsOf: (task) => {
      const known = read(task);
      return known === undefined ? [] : (definition.jobsOf?.(known) ?? []);
    },
    checkBy: (environment) => {
      const check = definition.checkBy?.(environment);
      return (task, job) => {
        const known = check && read(task);
        return known === undefined ? [] : (check?.(known, job) ?? []);
      };
    },
  };
}
