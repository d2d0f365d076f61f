import type { EdgeView } from '../../../shared/kinds/edge/contracts/edge-sites.ts';
import type { Look } from '../../kit/chips/states.ts';
import type { Question } from '../../kit/feedback/question.ts';
import { energyText, powerText, STANDING_LOOKS } from '../../kit/edge-work/edge-words.ts';

/** What people say that an edge is to be. */
export type EdgeState = EdgeView['settings']['state'];

/** Something that can be said of an edge. */
export interface EdgeAction {
  readonly state: EdgeState;
  readonly label: string;
  readonly isDangerous: boolean;
}

/** A chunk that an edge has. */
export interface ChunkLine {
  readonly chunkId: string;
  readonly orderId: string;
  /** As in "120 Ws of 400 Ws". */
  readonly text: string;
}

/** An edge among the others. */
export interface EdgeRow {
  readonly view: EdgeView;
  readonly look: Look;
  /** What people have said of it, and what it says of itself. */
  readonly said: readonly Look[];
  readonly power: string;
  readonly limits: string | undefined;
  readonly labels: readonly string[];
  readonly chunks: readonly ChunkLine[];
  readonly actions: readonly EdgeAction[];
}

const DRAINED: Look = { tone: 'moderate', icon: 'circle-pause', label: 'Drained' };
const RETIRED: Look = { tone: 'idle', icon: 'ban', label: 'Retired' };
const LEAVING: Look = { tone: 'idle', icon: 'log-out', label: 'Leaving' };

const ACTIONS: Readonly<Record<EdgeState, EdgeAction>> = {
  active: { state: 'active', label: 'Bring back', isDangerous: false },
  drained: { state: 'drained', label: 'Drain', isDangerous: false },
  retired: { state: 'retired', label: 'Retire', isDangerous: true },
};

/** What the filter of edges offers. */
export const STANDING_CHOICES = [
  { value: '', label: 'All' },
  { value: 'busy', label: 'Busy' },
  { value: 'free', label: 'Free' },
  { value: 'idle', label: 'Idle' },
  { value: 'lost', label: 'Lost' },
] as const;

/** The edge as its row shows it. */
export function edgeRow(view: EdgeView): EdgeRow {
  const { settings, chunks, labels, isLeaving } = view;
  return {
    ...{ view, look: STANDING_LOOKS[view.standing] },
    said: [...saidOf(settings.state), ...(isLeaving ? [LEAVING] : [])],
    ...{ power: powerText(view.availableWatts), limits: limitsOf(view) },
    labels: Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    chunks: chunks.map(({ chunkId, orderId, spentWattSeconds, wattSeconds }) => ({
      ...{ chunkId, orderId },
      text: `${energyText(spentWattSeconds)} of ${energyText(wattSeconds)}`,
    })),
    actions: Object.values(ACTIONS).filter(({ state }) => state !== settings.state),
  };
}

/** What is asked before an edge becomes something else; undefined: nothing, as it takes nothing away. */
export function questionOf(edge: string, state: EdgeState): Question | undefined {
  if (state === 'active') return undefined;
  const { label, isDangerous } = ACTIONS[state];
  return {
    title: `${label} ${edge}?`,
    consequences: CONSEQUENCES[state],
    confirm: `${label} the edge`,
    isDangerous,
  };
}

/** What was done, as a toast says it. */
export function doneText(edge: string, state: EdgeState): string {
  return { active: `${edge} is back`, drained: `${edge} is drained`, retired: `${edge} is retired` }[state];
}

const CONSEQUENCES: Readonly<Record<Exclude<EdgeState, 'active'>, readonly string[]>> = {
  drained: ['It ends the chunks that it has.', 'It gets nothing new until it is brought back.'],
  retired: [
    'It gives up the chunks that it has; what is left of them goes to other edges.',
    'It gets nothing new until it is brought back.',
  ],
};

function saidOf(state: EdgeState): readonly Look[] {
  if (state === 'active') return [];
  return [state === 'drained' ? DRAINED : RETIRED];
}

function limitsOf({ capacity, budgetWattSeconds, settings }: EdgeView): string | undefined {
  const { maxCapacity, maxWatts } = settings;
  const limits = [
    ...(capacity > 1 ? [`${capacity} chunks at once`] : []),
    ...(budgetWattSeconds === undefined ? [] : [`${energyText(budgetWattSeconds)} left`]),
    ...(maxWatts === undefined ? [] : [`limited to ${powerText(maxWatts)}`]),
    ...(maxCapacity === undefined ? [] : [`limited to ${maxCapacity} at once`]),
  ];
  return limits.length === 0 ? undefined : limits.join(', ');
}
