/*
 * List prices in US dollars: pay as you go, East US, without discounts, as the services' pricing pages
 * (azure.microsoft.com/pricing/details/…) had them in 2025. They differ by region and change: a million runs priced
 * with them compares one step with another, it is not a bill.
 */

/** cosmos-db/serverless: 0.25 for a million request units (provisioned throughput is priced by the hour). */
export const COSMOS_REQUEST_UNIT_USD = 0.25 / 1e6;

/** service-bus, Standard: 0.80 for a million operations, after the 13 million a month that the base charge includes. */
export const SERVICE_BUS_OPERATION_USD = 0.8 / 1e6;

/** storage/blobs, hot, locally redundant: 0.05 for 10,000 write operations. */
export const BLOB_WRITE_USD = 0.05 / 1e4;

/** storage/blobs, hot, locally redundant: 0.004 for 10,000 reads and other operations. */
export const BLOB_READ_USD = 0.004 / 1e4;

/** storage/queues, general purpose v2, locally redundant: 0.004 for 10,000 operations. */
export const QUEUE_OPERATION_USD = 0.004 / 1e4;

/** storage/tables, locally redundant: 0.00036 for 10,000 transactions. */
export const TABLE_TRANSACTION_USD = 0.00036 / 1e4;

/** functions, consumption: 0.20 for a million executions; the memory-seconds come on top. */
export const FUNCTION_EXECUTION_USD = 0.2 / 1e6;
