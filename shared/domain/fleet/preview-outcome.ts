/** What saving a fleet would do to the job of a model. */
export const PREVIEW_OUTCOMES = ['create', 'edit', 'unchanged', 'remove', 'keep', 'fail'] as const;
export type PreviewOutcome = (typeof PREVIEW_OUTCOMES)[number];
