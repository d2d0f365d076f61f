import type { SimulationView } from '../../shared/contracts/http/simulation-view.ts';
import type { Look } from '../kit/chips/states.ts';

type Answer = SimulationView['slots'][number]['answer'];

/** How the answer of a slot looks; its words are the API's. */
export function answerLook(answer: Answer): Look {
  const label = `${answer.slice(0, 1).toUpperCase()}${answer.slice(1)}`;
  if (answer === 'ran') return { tone: 'stable', icon: 'circle-check', label };
  if (answer === 'unanswered') return { tone: 'significant', icon: 'circle-help', label };
  if (answer.startsWith('late')) return { tone: 'moderate', icon: 'clock', label };
  if (answer.startsWith('skipped')) return { tone: 'idle', icon: 'circle-minus', label };
  return { tone: 'running', icon: 'circle-dashed', label };
}

/** Figures of a simulation, for people. */
export function totalsOf({
  totals,
  slots,
}: SimulationView): readonly { readonly term: string; readonly value: number }[] {
  const count = (start: string) =>
    Object.entries(totals.byAnswer)
      .filter(([answer]) => answer.startsWith(start))
      .reduce((sum, [, of]) => sum + of, 0);
  return [
    { term: 'Slots', value: totals.slots },
    { term: 'Ran in time', value: count('ran') },
    { term: 'Ran late', value: count('late') },
    { term: 'Skipped', value: count('skipped') },
    { term: 'Failed', value: slots.filter(({ state }) => state === 'failed').length },
    { term: 'Attempts', value: totals.attempts },
    { term: 'At the same time, at most', value: totals.maxConcurrent },
  ];
}
