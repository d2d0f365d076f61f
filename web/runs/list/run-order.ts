export type RunAction = 'retry' | 'cancel';

/** As in "Retry 12 runs?"; without a count while it is not known. */
export function runOrderTitle(action: RunAction, count: number | undefined): string {
  const verb = action === 'retry' ? 'Retry' : 'Cancel';
  if (count === undefined) return `${verb} all that fit?`;
  return `${verb} ${count.toLocaleString('en')} ${count === 1 ? 'run' : 'runs'}?`;
}

/** What will happen, a sentence each. */
export function runOrderConsequences(
  action: RunAction,
  { leftAlone }: { readonly leftAlone: number },
): readonly string[] {
  const meaning =
    action === 'retry'
      ? ['Each goes on with a further attempt, under the overlap policy and the limits of its job.']
      : ['Each ends where it is and gives no result; it can be retried later.'];
  if (leftAlone === 0) return meaning;
  const why = action === 'retry' ? 'they did not fail' : 'they have ended';
  const count = leftAlone.toLocaleString('en');
  return [...meaning, `${count} of the chosen are left alone: ${why}, or you are no operator of theirs.`];
}
