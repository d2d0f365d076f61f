import { z } from 'zod';
import { baselineOptionsRequest, toBaselineOptions } from './baseline-options.ts';
import { columnName } from './column-name.ts';
import { baselineSourceRequest } from './data-source.ts';

/** The body of `POST /api/models/{modelId}/baselines`. */
export const registerBaselineRequest = z
  .strictObject({
    source: baselineSourceRequest,
    columns: z.array(columnName).min(1, 'must name at least one column').max(5000).exactOptional(),
    timeColumn: columnName.exactOptional(),
    bins: baselineOptionsRequest.prefault({}),
  })
  .transform(({ source, columns, timeColumn, bins }) => ({
    source,
    options: {
      ...toBaselineOptions(bins),
      ...(columns === undefined ? {} : { columns }),
      ...(timeColumn === undefined ? {} : { timeColumn }),
    },
  }));
