/** A list price, to be looked up again before anybody relies on it. */
export interface Price {
  readonly usd: number;
  readonly per: string;
}

const price = (usd: number, per: string): Price => ({ usd, per });

/** As of this month, as they were known then; none was looked up for one's own contract, region or currency. */
export const PRICES_AS_OF = '2025-11';

/**
 * List prices in US dollars, pay as you go, East US, as the services' pages (azure.microsoft.com/pricing/details) had
 * them. They differ by region and change.
 */
export const PRICES = {
  cosmosAutoscale: price(0.012, '100 RU/s and hour, one region'),
  cosmosStorage: price(0.25, 'GB and month, one region'),
  serviceBusBase: price(10, 'month, Standard, with 13 million operations'),
  serviceBusOperations: price(0.8, 'million operations above those'),
  functionsMemory: price(0.000026, 'GB and second on demand'),
  functionsExecutions: price(0.4, 'million executions'),
  blobReads: price(0.004, '10,000 reads, hot, locally redundant'),
  blobWrites: price(0.05, '10,000 writes'),
  blobStorage: price(0.018, 'GB and month'),
  queueOperations: price(0.004, '10,000 operations'),
  tableTransactions: price(0.00036, '10,000 transactions'),
  logs: price(2.76, 'GB into Log Analytics'),
} as const satisfies Readonly<Record<string, Price>>;
