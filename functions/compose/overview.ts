import type { Container } from '@azure/cosmos';
import { CosmosAttentionLists } from '../../shared/adapters/cosmos/cosmos-attention-lists.ts';
import { createReadLoad, type LoadDependencies } from '../../shared/application/overview/read-load.ts';
import {
  createReadOverview,
  type OverviewDependencies,
} from '../../shared/application/overview/read-overview.ts';
import type { Log } from '../../shared/application/ports/environment.ts';

type Parts = Omit<OverviewDependencies & LoadDependencies, 'attention'> & {
  readonly jobsContainer: Container;
  readonly log: Log;
};

/** What the first page shows. */
export function composeOverview({ jobsContainer, log, ...parts }: Parts): {
  readonly readOverview: ReturnType<typeof createReadOverview>;
  readonly readLoad: ReturnType<typeof createReadLoad>;
} {
  const attention = new CosmosAttentionLists(jobsContainer, log);
  return { readOverview: createReadOverview({ ...parts, attention }), readLoad: createReadLoad(parts) };
}
