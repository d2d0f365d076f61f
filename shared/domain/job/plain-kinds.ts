// Made by `npm run kinds` of the folders in shared/kinds; not to be edited.

/** The kinds whose tasks only their own folder knows. */
export const PLAIN_KINDS = ['batch', 'databricks', 'edge', 'pipeline', 'webhook'] as const;
