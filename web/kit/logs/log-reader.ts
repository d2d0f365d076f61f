import { inject, Service } from '@angular/core';
import type { LogLineView } from '../../../shared/contracts/http/job-logs.ts';
import { listJobLogs, listRunLogs } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { toLogQuery, type LogQuery } from './log-query.ts';

/** Whose lines: a job's runs', or one run's. */
export type LogSource = { readonly jobId: string } | { readonly runId: string };

/** Lines, and where to go on. */
export interface LogPage {
  readonly lines: readonly LogLineView[];
  /** Absent where there are no more. */
  readonly next?: LogPosition | undefined;
}

/** A cursor is of the query that it came from: the range stays as it was for all pages. */
export interface LogPosition {
  readonly asked: ReturnType<typeof toLogQuery>;
  readonly cursor: string | undefined;
}

interface Wanted {
  readonly source: LogSource;
  readonly query: LogQuery;
  /** Lines of this instant and later ones, epoch ms, in place of the query's range. */
  readonly fromMs?: number;
  readonly abortSignal?: AbortSignal;
}

const LIMIT = 200;

/** So many pages are read at once: what there is mostly is less. */
const PAGES = 5;

/** Reads lines, several pages at once. */
@Service()
export class LogReader {
  readonly #api = inject(Api);

  /** The earliest lines of the range. Throws CallFailed. */
  async readFirst(wanted: Wanted): Promise<LogPage> {
    const { query, fromMs } = wanted;
    const asked = toLogQuery(query, { nowMs: Date.now(), ...(fromMs === undefined ? {} : { fromMs }) });
    return this.readOn(wanted, { asked, cursor: undefined });
  }

  /** The lines from there on. Throws CallFailed. */
  async readOn(
    { source, abortSignal }: Pick<Wanted, 'source' | 'abortSignal'>,
    { asked, cursor: first }: LogPosition,
  ): Promise<LogPage> {
    const operation = 'jobId' in source ? listJobLogs : listRunLogs;
    const lines: LogLineView[] = [];
    let cursor = first;
    for (let page = 0; page < PAGES; page += 1) {
      const answer: Page<LogLineView> = await this.#api.read(operation, {
        path: { ...source },
        query: { ...asked, limit: LIMIT, cursor },
        ...(abortSignal === undefined ? {} : { abortSignal }),
      });
      lines.push(...answer.items);
      cursor = answer.nextCursor;
      if (cursor === undefined) return { lines };
    }
    return { lines, next: { asked, cursor } };
  }
}
