/** What people say of a job beside what it does; the app itself does nothing by it. */
export interface JobLabels {
  /** At most 500 characters; absent, never empty. */
  readonly description?: string;
  /** In order, each once; absent, never empty. */
  readonly tags?: readonly string[];
}

export const MAX_DESCRIPTION = 500;
export const MAX_TAGS = 20;
export const TAG_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:/=-]{0,63}$/;

/** The labels, those that are empty left out. */
export function labelsOf({
  description = '',
  tags = [],
}: {
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}): JobLabels {
  const sorted = [...new Set(tags)].sort();
  return {
    ...(description === '' ? {} : { description }),
    ...(sorted.length === 0 ? {} : { tags: sorted }),
  };
}
