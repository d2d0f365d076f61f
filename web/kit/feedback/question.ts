/** What is asked before something is done that cannot be taken back, or that others notice. */
export interface Question {
  /** As in "Cancel churn-daily?". */
  readonly title: string;
  /** What it will do, a sentence each. */
  readonly consequences: readonly string[];
  /** On the button, as in "Cancel the job". */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** Whether to ask why, and whether an answer is needed. */
  readonly reason?: 'optional' | 'required';
  /** What has to be typed first, where a slip would be costly. */
  readonly typed?: string;
}

/** What was answered: undefined when it is not to be done. */
export type Answer = { readonly reason: string } | undefined;
