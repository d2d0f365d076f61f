import type { Job } from '../../domain/job/job.ts';
import type { JobKind } from '../../domain/job/job-work.ts';

export interface JobFact {
  readonly kind: JobKind;
  readonly valueStream: string;
}

/** An instance of the app works for no more jobs than that in a short while. */
const MOST = 5_000;

/**
 * What spans tell of the jobs that this process has just read. A job that is not known here is not asked for: its spans say
 * less then.
 */
export class JobFacts {
  readonly #facts = new Map<string, JobFact>();

  remember({ jobId, kind, valueStream }: Job): void {
    this.#facts.delete(jobId);
    this.#facts.set(jobId, { kind, valueStream });
    if (this.#facts.size <= MOST) return;
    const [oldest = ''] = this.#facts.keys();
    this.#facts.delete(oldest);
  }

  of(jobId: string): JobFact | undefined {
    return this.#facts.get(jobId);
  }

  /** The same as attributes; undefined ones are left out when a span is sent. */
  attributesOf(jobId: string): Readonly<Record<string, string | undefined>> {
    const fact = this.of(jobId);
    return { 'evenkeel.value_stream': fact?.valueStream, 'evenkeel.job.kind': fact?.kind };
  }
}
