/**
 * What somebody wants to be spent at a site, in watt-seconds: in the tree `config`. A run of a job of kind `edge` asks for
 * one, and so may any program. Instants are epoch ms.
 */
export interface EdgeOrder {
  readonly site: string;
  readonly orderId: string;
  /** What is to be spent in all, whole watt-seconds. */
  readonly wattSeconds: number;
  /** Only edges that have all of these labels work on it. */
  readonly labels: EdgeLabels;
  /** How many edges may work on it at the same time. */
  readonly maxEdges: number;
  /** No chunk is smaller than this, but for the last. Whole watt-seconds. */
  readonly minChunkWattSeconds: number;
  /** No chunk is larger than this; absent: what an edge has. */
  readonly maxChunkWattSeconds?: number;
  /** Higher ones first. */
  readonly priority: number;
  /** Whether it is still to be spent. */
  readonly wanted: OrderWish;
  /** Of the run that asks; a later attempt goes on with what is left, and an earlier one has no more to say. */
  readonly attempt: number;
  readonly askedAt: number;
  readonly askedBy: string;
  /** Of the job that it is for; absent: a program has asked. */
  readonly runId?: string;
}

export type OrderWish = 'spent' | 'withdrawn';

/** What tells edges apart: `zone: roof`. */
export type EdgeLabels = Readonly<Record<string, string>>;

/** What has to be the same of two requests for an order to be one. */
export function isSameOrder(a: EdgeOrder, b: EdgeOrder): boolean {
  return (
    a.wattSeconds === b.wattSeconds &&
    a.maxEdges === b.maxEdges &&
    a.minChunkWattSeconds === b.minChunkWattSeconds &&
    a.maxChunkWattSeconds === b.maxChunkWattSeconds &&
    a.priority === b.priority &&
    labelKey(a.labels) === labelKey(b.labels)
  );
}

/** A text that is the same for the same labels, whatever their order. */
export function labelKey(labels: EdgeLabels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether an edge has all the labels that an order names. */
export function hasLabels(edge: EdgeLabels, wanted: EdgeLabels): boolean {
  return Object.entries(wanted).every(([name, value]) => edge[name] === value);
}
