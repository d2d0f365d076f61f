import { listStability } from '../../../shared/contracts/http/operation-paths.ts';
import type { MeasurementView } from '../../../shared/contracts/http/stability-view.ts';
import type { Api } from '../../api/api.ts';
import type { ApiCall, Page } from '../../api/api-call.ts';

/** Measurements over a range of slots, the earliest first. */
export interface Measurements {
  readonly items: readonly MeasurementView[];
  /** False when the range has earlier ones too. */
  readonly isWhole: boolean;
}

export interface MeasurementsQuery {
  readonly modelId: string;
  /** Back from now. */
  readonly days: number;
  /** Whose figures come with each measurement: one column's, or every one's (`*`). */
  readonly characteristic?: string;
  readonly jobId?: string;
  readonly pageSize: number;
  /** Whether to go on, after so many measurements. */
  readonly goesOn: (items: readonly MeasurementView[]) => boolean;
}

/** Reads one page of a model's measurements. */
export type PageReader = (call: ApiCall) => Promise<Page<MeasurementView>>;

export function pageReader(api: Api): PageReader {
  return (call) => api.read<Page<MeasurementView>>(listStability, call);
}

const DAY_MS = 24 * 60 * 60_000;

/** Reads pages, the latest measurements first, for as long as there are more and they are wanted. Throws CallFailed. */
export async function readMeasurements(
  readPage: PageReader,
  { modelId, days, characteristic, jobId, pageSize, goesOn }: MeasurementsQuery,
  abortSignal: AbortSignal,
): Promise<Measurements> {
  const query = {
    from: new Date(Date.now() - days * DAY_MS).toISOString(),
    ...(characteristic === undefined ? {} : { characteristic }),
    limit: pageSize,
  };
  const items: MeasurementView[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<MeasurementView> = await readPage({
      ...{ path: { modelId }, abortSignal },
      query: cursor === undefined ? query : { ...query, cursor },
    });
    items.push(...page.items.filter((item) => jobId === undefined || item.jobId === jobId));
    cursor = page.nextCursor;
  } while (cursor !== undefined && goesOn(items));
  return { items: items.reverse(), isWhole: cursor === undefined };
}
