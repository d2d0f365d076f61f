/** What a workspace answered that is no success. */
export interface FaultAnswer {
  readonly status: number;
  /** Such as `REQUEST_LIMIT_EXCEEDED`; empty where the answer has none. */
  readonly code: string;
  readonly message: string;
}

export type FaultMeaning =
  /** A limit is reached: the same request will do later. */
  | 'busy'
  /** Trouble of the workspace's, or on the way to it, that may pass. */
  | 'failed'
  /** What the request names is not there. */
  | 'unknown'
  /** The same request will not do later either. */
  | 'refused';

/** They come with 429, and with 400 as well (QUOTA_EXCEEDED). */
const BUSY_CODES: ReadonlySet<string> = new Set([
  ...['REQUEST_LIMIT_EXCEEDED', 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED', 'TOO_MANY_REQUESTS'],
  ...['WORKSPACE_RUN_LIMIT_EXCEEDED', 'CLUSTER_REQUEST_LIMIT_EXCEEDED', 'MAX_CONCURRENT_RUNS_EXCEEDED'],
]);

const FAILED_CODES: ReadonlySet<string> = new Set([
  ...['TEMPORARILY_UNAVAILABLE', 'INTERNAL_ERROR', 'DEADLINE_EXCEEDED', 'ABORTED', 'UNKNOWN', 'CANCELLED'],
]);

/** Statuses of the moment: Request Timeout, Too Early, and a request called off on its way. */
const FAILED_STATUSES: ReadonlySet<number> = new Set([408, 425, 499]);

/** What the SDKs of Databricks repeat by their words, whatever their status. */
const FAILED_WORDS =
  /worker environment|ClusterNotReadyException|Please try again later|RPC token bucket limit has been exceeded/i;

/** `runs/get` of a run that is not there answers 400 INVALID_PARAMETER_VALUE. */
const UNKNOWN_WORDS = /(does not|doesn't) exist/i;

/** What an answer means by its code, its status and, where these say too little, its words. */
export function readFault(answer: FaultAnswer): FaultMeaning {
  if (answer.status === 429 || BUSY_CODES.has(answer.code)) return 'busy';
  if (isPassing(answer)) return 'failed';
  return isUnknown(answer) ? 'unknown' : 'refused';
}

function isPassing({ status, code, message }: FaultAnswer): boolean {
  const isServers = status >= 500 && status !== 501;
  return isServers || FAILED_CODES.has(code) || FAILED_STATUSES.has(status) || FAILED_WORDS.test(message);
}

function isUnknown({ status, code, message }: FaultAnswer): boolean {
  if (status === 404 || code === 'RESOURCE_DOES_NOT_EXIST') return true;
  return code === 'INVALID_PARAMETER_VALUE' && UNKNOWN_WORDS.test(message);
}
