import type { ModelFilter, ModelStore, ModelSummary } from './ports/model-store.ts';
import type { ModelStandings, StandingFilter, StandingOrder } from './ports/model-standings.ts';
import type { Page, PageRequest } from './ports/versioned.ts';

interface Dependencies {
  readonly models: Pick<ModelStore, 'summariesOf'>;
  readonly standings: Pick<ModelStandings, 'list'>;
}

type Query = ModelFilter & StandingFilter & { readonly sort: StandingOrder };

/** How often at most a page reads on where a text leaves out most of the models; it is short then. */
const MOST_READS = 5;

/**
 * A page of models by how they stand. A text is looked for in what was found: a page may be shorter than asked for, or empty,
 * while there are more.
 */
export async function listByStanding(
  { models, standings }: Dependencies,
  { text, sort, ...filter }: Query,
  { limit, ...request }: PageRequest,
): Promise<Page<ModelSummary>> {
  const items: ModelSummary[] = [];
  let { cursor } = request;
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const at = cursor === undefined ? {} : { cursor };
    const page = await standings.list(filter, { limit: limit - items.length, ...at }, sort);
    const found = await models.summariesOf(page.items.map(({ modelId }) => modelId));
    items.push(...found.filter((summary) => mentions(summary, text)));
    cursor = page.nextCursor;
    if (cursor === undefined) return { items };
    if (items.length >= limit) break;
  }
  return cursor === undefined ? { items } : { items, nextCursor: cursor };
}

/** Whether a text stands in what names and describes the model, whatever its case; none does. */
function mentions({ modelId, model }: ModelSummary, text: string | undefined): boolean {
  if (text === undefined) return true;
  const texts = [modelId, model?.description ?? '', model?.owner ?? ''];
  return texts.some((each) => each.toLowerCase().includes(text.toLowerCase()));
}
