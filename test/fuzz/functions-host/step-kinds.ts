/** What an orchestration of the fuzz can do. Apart from the app: only the app can load durable-functions. */
export const STEP_KINDS = [
  'activity',
  'retried',
  'exhausted',
  'child',
  'failing-child',
  'timer',
  'cancelled-timer',
  'nested',
  'awaited-later',
  'retry-behind',
  'event',
  'entity',
  'http',
  'continue-as-new',
] as const;

export type StepKind = (typeof STEP_KINDS)[number];

/** One thing that an orchestration does; its result is its label. */
export interface Step {
  readonly kind: StepKind;
  readonly label: string;
}
