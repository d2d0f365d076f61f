/** Where a subject of an incident, as in `job:churn-daily`, is shown. */
export interface SubjectLink {
  readonly kind: string;
  readonly name: string;
  /** Undefined where it has no screen. */
  readonly link: readonly string[] | undefined;
}

const PLACES: Readonly<Record<string, string>> = { job: '/jobs', model: '/models', lock: '/locks' };

/** Names and finds a subject; one of another kind has no link. */
export function subjectLink(subject: string): SubjectLink {
  const colon = subject.indexOf(':');
  const kind = colon < 0 ? '' : subject.slice(0, colon);
  const name = subject.slice(colon + 1);
  const place = PLACES[kind];
  return { kind, name, link: place === undefined ? undefined : [place, name] };
}
