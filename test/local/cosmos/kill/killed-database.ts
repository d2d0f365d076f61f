import type { CosmosOptions } from '../../../../local/cosmos/start-cosmos.ts';

/** One container whose items have a `slot` of their own in their partition. */
export const KILLED_DATABASE: CosmosOptions['databases'] = [
  { id: 'kills', containers: [{ id: 'items', partitionKey: '/writer', uniqueKeys: [['/slot']] }] },
];
