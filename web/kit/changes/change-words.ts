import type { Look } from '../chips/states.ts';

/** What became of a change that somebody asked for. */
export const OUTCOME_LOOKS: Readonly<
  Record<'asked' | 'refused' | 'done', Look & { readonly about: string }>
> = {
  done: { tone: 'stable', icon: 'circle-check', label: 'Done', about: 'The change was made.' },
  refused: { tone: 'idle', icon: 'ban', label: 'Refused', about: 'Nothing was changed.' },
  asked: {
    ...{ tone: 'moderate', icon: 'circle-help', label: 'Not known' },
    about:
      'It was asked for. Whether it was done is not known: a service did not answer, or it is under way.',
  },
};

/** As in `Break and forget ticket` of `break-and-forget-ticket`. */
export function actionInWords(action: string): string {
  const words = action.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

interface Told {
  readonly changeId: string;
  readonly outcome: 'asked' | 'refused' | 'done';
  readonly subject?: string;
}

/** One entry for each change: what was asked is left out where it is told what became of it. The latest stand first. */
export function toldOnce<T extends Told>(entries: readonly T[]): readonly T[] {
  const keyOf = ({ subject = '', changeId }: Told) => `${subject} ${changeId}`;
  const ended = new Set(entries.filter(({ outcome }) => outcome !== 'asked').map(keyOf));
  const done = new Set(entries.filter(({ outcome }) => outcome === 'done').map(keyOf));
  return entries.filter((entry) => {
    if (entry.outcome === 'asked') return !ended.has(keyOf(entry));
    // A try that changed nothing beside one that did.
    return entry.outcome === 'done' || !done.has(keyOf(entry));
  });
}
