import type { ModelView } from '../../../shared/contracts/http/models.ts';
import type { Page } from '../../api/api-call.ts';

/** Which models are asked for. */
export interface ModelFilter {
  readonly text: string | undefined;
  readonly valueStream: string | undefined;
  readonly band: string | undefined;
  readonly alarm: true | undefined;
}

/** Reads a page of models in one of the orders that the API has. */
export type ModelReader = (sort: 'modelId' | '-psi', cursor: string | undefined) => Promise<Page<ModelView>>;

/** Marks a cursor of the second list. */
const BY_ID = 'by-id:';

/**
 * A page of the models, those that moved most first. The API's order by PSI has only the models that have been measured;
 * after its last page come all of them in order of their ids, so that a model may come twice: see `eachOnce`. A model
 * without a measurement has neither band nor alarm, and is in no list narrowed by these.
 */
export async function readModelPage(
  read: ModelReader,
  { band, alarm }: ModelFilter,
  cursor: string | undefined,
): Promise<Page<ModelView>> {
  if (cursor?.startsWith(BY_ID) === true) return byId(read, cursor.slice(BY_ID.length));
  const page = await read('-psi', cursor);
  if (page.nextCursor !== undefined || band !== undefined || alarm !== undefined) return page;
  const rest = await byId(read, undefined);
  return { ...rest, items: [...page.items, ...rest.items] };
}

/** The models in the order in which each came first. */
export function eachOnce(models: readonly ModelView[]): ModelView[] {
  const byModelId = new Map<string, ModelView>();
  for (const model of models) if (!byModelId.has(model.modelId)) byModelId.set(model.modelId, model);
  return [...byModelId.values()];
}

async function byId(read: ModelReader, cursor: string | undefined): Promise<Page<ModelView>> {
  const { items, nextCursor } = await read('modelId', cursor);
  return { items, ...(nextCursor === undefined ? {} : { nextCursor: `${BY_ID}${nextCursor}` }) };
}
