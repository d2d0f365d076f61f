import type { SlotEntryView } from '../../../../shared/contracts/http/slots.ts';
import type { Look } from '../../../kit/chips/states.ts';

/** In which lane of the timeline a slot stands: its answer, and how its run went where it has one. */
export const SLOT_GROUPS = [
  'ran',
  'late',
  'failed',
  'running',
  'waiting',
  'pending',
  'skipped',
  'unanswered',
] as const;
export type SlotGroup = (typeof SLOT_GROUPS)[number];

export const GROUP_LOOKS: Readonly<Record<SlotGroup, Look>> = {
  ran: { tone: 'stable', icon: 'circle-check', label: 'Ran' },
  late: { tone: 'moderate', icon: 'clock', label: 'Ran late' },
  failed: { tone: 'significant', icon: 'circle-x', label: 'Ran, failed' },
  running: { tone: 'running', icon: 'loader', label: 'Running' },
  waiting: { tone: 'moderate', icon: 'circle-pause', label: 'Waiting' },
  pending: { tone: 'idle', icon: 'circle-dashed', label: 'Pending' },
  skipped: { tone: 'idle', icon: 'circle-minus', label: 'Skipped' },
  unanswered: { tone: 'significant', icon: 'circle-help', label: 'Unanswered' },
};

export function groupOf(entry: SlotEntryView): SlotGroup {
  const state = entry.type === 'slot' ? entry.runState : undefined;
  // A dead letter that never began has the answer `skipped`; it is something to see to all the same.
  if (state === 'failed' || state === 'dead') return 'failed';
  const [word] = entry.answer.split(':');
  if (state === 'running') return 'running';
  return SLOT_GROUPS.find((group) => group === word) ?? 'unanswered';
}

/** Whether what is said of a slot may still change. */
export function isOpen(entry: SlotEntryView): boolean {
  const group = groupOf(entry);
  return group === 'running' || group === 'waiting' || group === 'pending' || group === 'unanswered';
}

/** How many slots an entry stands for. */
export function countOf(entry: SlotEntryView): number {
  return entry.type === 'slot' ? 1 : entry.count;
}

/** Where an entry begins, epoch ms. */
export function startOf(entry: SlotEntryView): number {
  return Date.parse(entry.type === 'slot' ? entry.dueAt : entry.fromDueAt);
}
