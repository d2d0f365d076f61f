const DAY_MS = 86_400_000;

/** Since when changes are shown. */
export const SINCE_CHOICES = [
  { value: '', label: 'All', days: undefined },
  { value: '1d', label: '24 h', days: 1 },
  { value: '7d', label: '7 days', days: 7 },
  { value: '30d', label: '30 days', days: 30 },
] as const;

/** What the address says. */
export interface LogFilter {
  /** `lock`, or with a name `lock:credit-scores`. */
  readonly subject?: string | undefined;
  readonly author?: string | undefined;
  readonly since?: string | undefined;
}

/** What is asked of the audit log. */
export function toLogQuery(
  { subject = '', author = '', since }: LogFilter,
  nowMs: number,
): Readonly<Record<string, string | undefined>> {
  const days = SINCE_CHOICES.find(({ value }) => value === since)?.days;
  return {
    ...(subject.includes(':') ? { subject } : { kind: subject === '' ? undefined : subject }),
    author: author.trim() === '' ? undefined : author.trim(),
    from: days === undefined ? undefined : new Date(nowMs - days * DAY_MS).toISOString(),
  };
}

export function isFiltered({ subject, author, since }: LogFilter): boolean {
  return [subject, author, since].some((value) => value !== undefined && value !== '');
}
