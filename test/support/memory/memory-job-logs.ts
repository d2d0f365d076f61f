import type { JobLogFilter, JobLogStore } from '../../../shared/application/ports/job-log-store.ts';
import type { Page, PageRequest } from '../../../shared/application/ports/versioned.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import type { JobId } from '../../../shared/domain/job/job-id.ts';
import {
  FIRST_PARTS,
  LAST_PARTS,
  missingLines,
  placeOfPart,
  type JobLogLine,
  type JobLogPart,
} from '../../../shared/domain/run/job-log.ts';

interface KeptPart {
  readonly part: JobLogPart;
  readonly sequence: number;
  readonly linesBefore: number;
}

/** The parts of a run by their places, and how many there have been. */
interface RunLog {
  readonly places: Map<number, KeptPart>;
  parts: number;
  lines: number;
}

/** Keeps the lines of runs as a store has to. */
export class MemoryJobLogStore implements JobLogStore {
  readonly #runs = new Map<string, RunLog>();

  async append(part: JobLogPart): Promise<void> {
    const run = this.#runs.get(part.runId) ?? { places: new Map<number, KeptPart>(), parts: 0, lines: 0 };
    this.#runs.set(part.runId, run);
    if ([...run.places.values()].some((kept) => kept.part.partId === part.partId)) return;
    run.places.set(placeOfPart(run.parts), { part, sequence: run.parts, linesBefore: run.lines });
    run.parts += 1;
    run.lines += part.lines.length;
  }

  async list(jobId: JobId, filter: JobLogFilter, { limit, cursor }: PageRequest): Promise<Page<JobLogLine>> {
    if (cursor !== undefined && !/^\d+$/.test(cursor)) {
      const message = 'must be the "nextCursor" of the page before';
      throw new InvalidInput('The cursor is not one that a page gave.', [{ pointer: '/cursor', message }]);
    }
    const lines = [...this.#runs.values()]
      .filter(({ places }) => [...places.values()].some(({ part }) => part.jobId === jobId))
      .flatMap((run) => linesOf(run, filter))
      .filter((line) => isWanted(line, filter));
    const start = Number(cursor ?? 0);
    const items = lines.slice(start, start + limit);
    return lines.length > start + limit ? { items, nextCursor: `${start + limit}` } : { items };
  }
}

function linesOf({ places, parts }: RunLog, filter: JobLogFilter): JobLogLine[] {
  const kept = [...places.values()].sort((a, b) => a.sequence - b.sequence);
  return kept.flatMap(({ part, sequence, linesBefore }) => {
    const { runId, attempt, step } = part;
    const lines = part.lines.map((line) => ({ runId, attempt, step, ...line }));
    const [first] = lines;
    const isGap = sequence === parts - LAST_PARTS && sequence > FIRST_PARTS;
    const { runId: _runId, ...narrowing } = filter;
    if (!isGap || first === undefined || filter.runId === undefined || Object.keys(narrowing).length > 0) {
      return lines;
    }
    const firstLines = kept
      .filter((other) => other.sequence < FIRST_PARTS)
      .reduce((sum, other) => sum + other.part.lines.length, 0);
    return [missingLines(linesBefore - firstLines, first), ...lines];
  });
}

function isWanted(line: JobLogLine, { runId, attempt, level, text, from, until }: JobLogFilter): boolean {
  const searched = `${line.step} ${line.message} ${JSON.stringify(line.fields)}`.toLowerCase();
  return (
    (runId === undefined || line.runId === runId) &&
    (attempt === undefined || line.attempt === attempt) &&
    (level === undefined || line.level === level) &&
    (from === undefined || line.at >= from) &&
    (until === undefined || line.at <= until) &&
    (text === undefined || searched.includes(text.toLowerCase()))
  );
}
