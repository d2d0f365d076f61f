import { inspect } from 'node:util';
import type { RunStep } from '../../application/ports/run-scope.ts';
import {
  MAX_LINE_LENGTH,
  MAX_PART_LENGTH,
  MAX_PART_LINES,
  type JobLogPart,
  type LogLevel,
} from '../../domain/run/job-log.ts';
import { jobIdOf } from '../../domain/run/run-id.ts';
import type { CollectingOptions } from './collecting-options.ts';

type Line = JobLogPart['lines'][number];

/** Of the fields that every line has by its step. */
const OF_THE_STEP: ReadonlySet<string> = new Set(['runId', 'attempt', 'jobId']);

/** More of them are no line of a log. */
const MOST_FIELDS = 30;

/** The lines of one execution of a step on their way to the store. */
export class StepLines {
  readonly #step: RunStep;
  readonly #options: Required<CollectingOptions>;
  readonly #execution: string;
  #lines: Line[] = [];
  /** Characters of the lines. */
  #size = 0;
  #dropped = 0;
  #parts = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Parts are stored one after the other, so that their order is that of the lines. */
  #storing: Promise<void> = Promise.resolve();

  constructor(step: RunStep, options: Required<CollectingOptions>) {
    this.#step = step;
    this.#options = options;
    this.#execution = options.uniqueId();
  }

  add(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): void {
    // The last two places are for how many are missing, and for why the step failed.
    if (this.#lines.length >= MAX_PART_LINES - 2 || this.#size >= MAX_PART_LENGTH) this.#dropped += 1;
    else this.#keep(level, message, fields);
  }

  /** Adds why the step failed, which is kept however much it had logged before. */
  fail(error: unknown): void {
    this.#tellDropped();
    this.#keep('error', `${this.#step.name} failed.`, { error });
  }

  /** Whatever somebody logs, it must not fail the step: what cannot be read is left out. */
  #keep(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): void {
    const line = {
      ...{ at: this.#options.clock.now(), level, message: this.#readable(message) },
      fields: this.#readableFields(fields),
    };
    this.#size += line.message.length + JSON.stringify(line.fields).length;
    this.#lines.push(line);
    this.#timer ??= setTimeout(() => {
      this.#flush();
    }, this.#options.flushMs).unref();
  }

  /** Stores what is left; settles when that is done, or has taken too long. */
  async end(): Promise<void> {
    this.#flush();
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => {
      late.resolve(undefined);
    }, this.#options.storeWithinMs);
    await Promise.race([this.#storing, late.promise]);
    clearTimeout(timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#takeLines();
    if (lines.length === 0) return;
    this.#parts += 1;
    const { runId, attempt, name: step } = this.#step;
    const partId = `${this.#execution}-${this.#parts}`;
    const part = { jobId: jobIdOf(runId), runId, attempt, step, partId, lines };
    this.#storing = this.#storing.then(() => this.#store(part));
  }

  #takeLines(): Line[] {
    this.#tellDropped();
    const lines = this.#lines;
    this.#lines = [];
    this.#size = 0;
    return lines;
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const message = `${this.#dropped} more lines were logged within seconds; they are not kept.`;
    this.#lines.push({ at: this.#options.clock.now(), level: 'info', message, fields: {} });
    this.#dropped = 0;
  }

  async #store(part: JobLogPart): Promise<void> {
    try {
      await this.#options.store.append(part);
    } catch (error) {
      const { runId, step, lines } = part;
      this.#options.log.error('The lines of a step could not be kept.', error, {
        ...{ runId, step, lines: lines.length },
      });
    }
  }

  #readableFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const readable: Record<string, unknown> = {};
    const named = Object.entries(fields).filter(([name]) => !OF_THE_STEP.has(name));
    for (const [name, value] of named.slice(0, MOST_FIELDS)) {
      if (value !== undefined) readable[this.#readable(name)] = this.#readableValue(name, value);
    }
    return readable;
  }

  #readableValue(name: string, value: unknown): unknown {
    if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
    // The redactor sees the name too: some say that whatever they hold is secret.
    const clean =
      value instanceof Error ? chainOf(value) : plain(this.#options.redactValue({ [name]: value }));
    return this.#readable(typeof clean === 'string' ? clean : asText(clean));
  }

  #readable(text: string): string {
    const clean = this.#options.redact(text);
    const short = clean.length <= MAX_LINE_LENGTH ? clean : `${clean.slice(0, MAX_LINE_LENGTH - 1)}…`;
    // Half of a character, which a cut leaves, is no Unicode: a store may refuse the whole part for it.
    return short.toWellFormed();
  }
}

/** The value of the one field there is, as it was left. */
function plain(fields: unknown): unknown {
  return typeof fields === 'object' && fields !== null ? Object.values(fields)[0] : undefined;
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : inspect(value);
}

/** The messages from the error down to its first cause. */
function chainOf(error: Error): string {
  const messages: string[] = [];
  for (
    let current: unknown = error;
    current instanceof Error && messages.length < 5;
    current = current.cause
  ) {
    messages.push(`${current.name}: ${current.message}`);
  }
  return messages.join('; because ');
}
