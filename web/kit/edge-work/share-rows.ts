import type { OrderDetailView } from '../../../shared/kinds/edge/contracts/edge-orders.ts';
import { countText, energyText } from './edge-words.ts';

type Share = OrderDetailView['shares'][number];

/** Many edges stand together under this name, once an order has had too many to tell them apart. */
const OTHERS = '*';

/** What one edge has spent of an order. */
export interface ShareRow {
  readonly edge: string;
  readonly name: string;
  readonly isWorking: boolean;
  readonly percent: number;
  readonly spent: string;
  readonly chunks: string;
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  /** Where its bar begins on the order's time, and how long it is there: parts of a hundred. */
  readonly bar: { readonly from: number; readonly length: number };
}

/** The shares of the order on its own time, the largest first. An order that is not over goes until `nowMs`. */
export function shareRows(order: OrderDetailView, nowMs: number): readonly ShareRow[] {
  const { shares } = order;
  const starts = shares.map(({ startedAt }) => Date.parse(startedAt));
  const ends = shares.map((share) => endOf(share, nowMs));
  const from = Math.min(...starts);
  const span = Math.max(1, Math.max(...ends) - from);
  return shares
    .toSorted((one, other) => other.spentWattSeconds - one.spentWattSeconds)
    .map((share) => shareRow(share, { from, span, nowMs }));
}

function shareRow(
  share: Share,
  { from, span, nowMs }: { readonly from: number; readonly span: number; readonly nowMs: number },
): ShareRow {
  const { edge, percent, isWorking, startedAt, endedAt } = share;
  const start = Date.parse(startedAt);
  return {
    ...{ edge, percent, isWorking, startedAt, endedAt },
    name: edge === OTHERS ? 'Other edges' : edge,
    spent: energyText(share.spentWattSeconds),
    chunks: share.chunks === 1 ? '1 chunk' : `${countText(share.chunks)} chunks`,
    bar: { from: (100 * (start - from)) / span, length: (100 * (endOf(share, nowMs) - start)) / span },
  };
}

/** The browser's clock may be behind the one that wrote the start. */
function endOf({ startedAt, endedAt }: Share, nowMs: number): number {
  return Math.max(Date.parse(startedAt), endedAt === undefined ? nowMs : Date.parse(endedAt));
}
