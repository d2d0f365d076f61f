/** What is to be resumed. */
export interface ResumeQuestion {
  /** As in "Resume churn-daily?". */
  readonly title: string;
  /** Since when and why it is paused, a sentence each, where that is known. */
  readonly facts?: readonly string[];
}

/** The body of a resume: which of the slots that came due meanwhile it brings back, and why, where that was said. */
export interface ResumeAnswer {
  readonly runMissed: 'none' | 'latest' | 'all';
  readonly reason?: string;
}

/** What can become of the missed slots, in words. */
export const RUN_MISSED_CHOICES: readonly {
  readonly value: ResumeAnswer['runMissed'];
  readonly label: string;
  readonly hint: string;
}[] = [
  {
    value: 'none',
    label: 'Go on with the next slot',
    hint: 'What was missed is answered as skipped: paused.',
  },
  {
    value: 'latest',
    label: 'Run the latest that was missed',
    hint: 'Once, now; the slots before it are answered as skipped.',
  },
  {
    value: 'all',
    label: 'Run all that were missed',
    hint: 'In their order, within the bounds of the job’s catch-up policy.',
  },
];
