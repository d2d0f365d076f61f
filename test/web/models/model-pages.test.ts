import { expect, test } from 'vitest';
import type { ModelView } from '../../../shared/contracts/http/models.ts';
import {
  eachOnce,
  readModelPage,
  type ModelFilter,
  type ModelReader,
} from '../../../web/models/list/model-pages.ts';

const NO_FILTER: ModelFilter = { text: undefined, valueStream: undefined, band: undefined, alarm: undefined };

const modelOf = (modelId: string): ModelView => ({ modelId, baselineCount: 0 });

/** Two measured models by PSI, on two pages; three by id, on two pages. */
const read: ModelReader = async (sort, cursor) => {
  if (sort === '-psi')
    return cursor === undefined
      ? { items: [modelOf('worst')], nextCursor: 'psi-2' }
      : { items: [modelOf('calm')] };
  return cursor === undefined
    ? { items: [modelOf('calm'), modelOf('unmeasured')], nextCursor: 'id-2' }
    : { items: [modelOf('worst')] };
};

async function idsOf(filter: ModelFilter): Promise<string[]> {
  const models: ModelView[] = [];
  let cursor: string | undefined;
  do {
    const page = await readModelPage(read, filter, cursor);
    models.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return eachOnce(models).map(({ modelId }) => modelId);
}

test('models that were never measured come after those that moved', async () => {
  expect(await idsOf(NO_FILTER)).toEqual(['worst', 'calm', 'unmeasured']);
});

test('a list of one band has measured models only', async () => {
  expect(await idsOf({ ...NO_FILTER, band: 'stable' })).toEqual(['worst', 'calm']);
});
