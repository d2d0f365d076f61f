import { z } from 'zod';
import type { ModelOverview } from '../../shared/application/list-models.ts';
import type { Page, PageRequest } from '../../shared/application/ports/versioned.ts';
import { paging } from '../../shared/contracts/http/paging.ts';
import { measurementView } from '../../shared/contracts/http/stability-view.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { parseQuery } from './jobs.ts';

const listQuery = z.strictObject(paging);

/** `GET /api/models`: the models that have a baseline, each with its latest measurement. */
export function registerModels(
  app: FunctionRegistry,
  { listModels }: { readonly listModels: (request: PageRequest) => Promise<Page<ModelOverview>> },
): void {
  app.http('listModels', {
    methods: ['GET'],
    route: 'models',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const page = await listModels(parseQuery(request, listQuery));
      return { jsonBody: { ...page, items: page.items.map(toView) } };
    }),
  });
}

function toView({ latest, ...model }: ModelOverview) {
  return latest === undefined ? model : { ...model, latest: measurementView(latest) };
}
