import { CosmosClient, type CosmosClientOptions } from '@azure/cosmos';

/** Where an account is, and in which order its regions are read from. */
export interface CosmosAccount {
  readonly endpoint: string;
  /** Left out where the identity of the app is used. */
  readonly key?: string;
  /** The nearest first; left out, the account's own order. Writes go to the account's write region, whatever this says. */
  readonly preferredRegions?: readonly string[];
}

/** A client of one account; it asks nobody before its first use. */
export function createCosmosClient(
  { endpoint, key, preferredRegions = [] }: CosmosAccount,
  aadCredentials: NonNullable<CosmosClientOptions['aadCredentials']>,
): CosmosClient {
  return new CosmosClient({
    ...(key === undefined ? { endpoint, aadCredentials } : { endpoint, key }),
    ...(preferredRegions.length > 0 && {
      connectionPolicy: { preferredLocations: [...preferredRegions] },
    }),
  });
}
