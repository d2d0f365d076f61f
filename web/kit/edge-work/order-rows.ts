import type { OrderView } from '../../../shared/kinds/edge/contracts/edge-orders.ts';
import type { Look } from '../chips/states.ts';
import { countText, energyText, ORDER_LOOKS } from './edge-words.ts';

/** An order among the others. */
export interface OrderRow {
  readonly view: OrderView;
  readonly look: Look;
  /** What its bar is drawn in. */
  readonly tone: 'idle' | 'running' | 'stable';
  /** As in "4,000 Ws of 50.0 kWs". */
  readonly spent: string;
  readonly workers: string;
}

/** What the filter of orders offers. */
export const ORDER_CHOICES = [
  { value: '', label: 'All' },
  { value: 'queued', label: 'Queued' },
  { value: 'running', label: 'Running' },
  { value: 'spent', label: 'Spent' },
  { value: 'withdrawn', label: 'Withdrawn' },
] as const;

/** The order as its row shows it. */
export function orderRow(view: OrderView): OrderRow {
  return {
    ...{ view, look: ORDER_LOOKS[view.state], tone: toneOf(view.state) },
    spent: `${energyText(view.spentWattSeconds)} of ${energyText(view.wattSeconds)}`,
    workers: workersText(view.workingEdges),
  };
}

/** What the bar of an order is drawn in. */
function toneOf(state: OrderView['state']): OrderRow['tone'] {
  if (state === 'running') return 'running';
  return state === 'spent' ? 'stable' : 'idle';
}

/** How many edges work on an order. */
export function workersText(edges: number): string {
  if (edges === 0) return 'No edge at the moment';
  return edges === 1 ? '1 edge works on it' : `${countText(edges)} edges work on it`;
}
