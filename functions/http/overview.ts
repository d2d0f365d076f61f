import type { LoadRequest } from '../../shared/application/overview/read-load.ts';
import type { OverviewRequest } from '../../shared/application/overview/read-overview.ts';
import { loadView, readLoadContract } from '../../shared/contracts/http/load.ts';
import { overviewView } from '../../shared/contracts/http/overview-view.ts';
import { readOverviewContract } from '../../shared/contracts/http/overview.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import type { Overview } from '../../shared/domain/overview/overview.ts';
import type { RunLoad } from '../../shared/domain/overview/run-load.ts';
import { operation, type Operation } from './api/operation.ts';

interface UseCases {
  readonly readOverview: (request: OverviewRequest) => Promise<Overview>;
  readonly readLoad: (request: LoadRequest) => Promise<RunLoad>;
}

/** `GET /api/overview` and `GET /api/load`, of the value streams that the caller may see. */
export function overviewOperations({ readOverview, readLoad }: UseCases): readonly Operation[] {
  return [
    operation(readOverviewContract, async ({ query, caller }) => {
      const seen = streamsOf(caller, 'reader');
      return { jsonBody: overviewView(await readOverview({ seen, ...query })) };
    }),

    operation(readLoadContract, async ({ query, caller }) => {
      const seen = streamsOf(caller, 'reader');
      return { jsonBody: loadView(await readLoad({ seen, ...query })) };
    }),
  ];
}
