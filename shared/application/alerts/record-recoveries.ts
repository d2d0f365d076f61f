import type { AlertRecovery } from '../../domain/alert/alert-cause.ts';
import { ruleIdOf } from '../../domain/alert/incident-key.ts';
import type { IncidentSubject } from '../../domain/alert/incident.ts';
import { endsWith, recoverSubjects, type RecoveredSubject } from '../../domain/alert/recover-subjects.ts';
import type { RuleBook } from '../../domain/alert/rule-book.ts';
import { recovers } from '../../domain/alert/rule-match.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { Versioned } from '../ports/versioned.ts';
import { versionOf } from './end-incident.ts';
import type { RecordDependencies } from './record-causes.ts';

/** Subjects that one query asks for: those of one incident then fit two transactions. */
const AT_ONCE = 198;

const MAX_CONFLICTS = 50;

/**
 * Marks what has recovered in whatever incidents, and resolves those in which all has. While nothing is failing
 * this costs one query for so many recoveries. Done again it changes nothing.
 *
 * An incident in which that cannot be recorded for another reason than that the store is away is reported and left as it is:
 * the feed would be read no further for it, and nobody be told of anything. Throws Unavailable.
 */
export async function recordRecoveries(
  dependencies: RecordDependencies,
  recoveries: readonly AlertRecovery[],
  readRules: () => Promise<RuleBook>,
): Promise<void> {
  const bySubject = Map.groupBy(recoveries, ({ subject }) => subject);
  const subjects = [...bySubject.keys()];
  for (let from = 0; from < subjects.length; from += AT_ONCE) {
    const failing = await dependencies.incidents.failingSubjects(subjects.slice(from, from + AT_ONCE));
    if (failing.length === 0) continue;
    const recovering = { bySubject, book: await readRules() };
    const byIncident = Map.groupBy(failing, ({ value }) => value.incidentId);
    for (const found of byIncident.values()) await recoverReadable(dependencies, found, recovering);
  }
}

interface Recovering {
  readonly bySubject: ReadonlyMap<string, readonly AlertRecovery[]>;
  readonly book: RuleBook;
}

async function recoverReadable(
  dependencies: RecordDependencies,
  found: readonly Versioned<IncidentSubject>[],
  recovering: Recovering,
): Promise<void> {
  try {
    await recoverIn(dependencies, found, recovering);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const incidentId = found[0]?.value.incidentId;
    dependencies.log.error('What has recovered in an incident could not be recorded.', error, { incidentId });
  }
}

async function recoverIn(
  dependencies: RecordDependencies,
  first: readonly Versioned<IncidentSubject>[],
  recovering: Recovering,
): Promise<void> {
  const [any] = first;
  if (any === undefined) return;
  const { incidentId, key } = any.value;
  const names = first.map(({ value }) => value.subject);
  let found = first;
  for (let conflicts = 0; conflicts <= MAX_CONFLICTS;) {
    const outcome = await recoverSome(dependencies, found, recovering);
    if (outcome === 'done') return;
    if (outcome === 'conflict') conflicts += 1;
    const known = await dependencies.incidents.subjectsOf(key, [incidentId], names);
    found = known.filter(({ value }) => value.state === 'failing');
  }
  throw new Unavailable(`The incident '${incidentId}' changes all the time.`);
}

/** As many as fit one transaction; `some`: there may be more. */
async function recoverSome(
  { incidents, clock, log }: RecordDependencies,
  found: readonly Versioned<IncidentSubject>[],
  { bySubject, book }: Recovering,
): Promise<'done' | 'some' | 'conflict'> {
  const [any] = found;
  if (any === undefined) return 'done';
  const { incidentId, key, last } = any.value;
  const rule = book.get(ruleIdOf(key), last.valueStream);
  const well = found.flatMap(({ value }): RecoveredSubject[] => {
    const recovery = (bySubject.get(value.subject) ?? [])
      .filter((each) => recovers(each, value.last, rule))
      .reduce<AlertRecovery | undefined>((a, b) => (a !== undefined && a.at >= b.at ? a : b), undefined);
    return recovery === undefined ? [] : [{ subject: value, recovery }];
  });
  if (well.length === 0) return 'done';
  const stored = await incidents.get(incidentId);
  if (stored === undefined) return 'done';

  const now = clock.now();
  const told = endsWith(stored.value, well)
    ? await incidents.deliveriesOf(incidentId, { reminders: 'none' })
    : [];
  const { incident, subjects, deliveries, takenCount } = recoverSubjects(stored.value, well, {
    ...{ rule, now, before: told.map(({ value }) => value) },
  });
  const versions = new Map(found.map(({ value, version }) => [value.subject, version]));
  const outcome = await incidents.commit({
    key,
    incident: { value: incident, ifVersion: stored.version },
    subjects: subjects.map((value) => ({ value, ifVersion: versions.get(value.subject) })),
    deliveries: deliveries.map((value) => ({ value, ifVersion: versionOf(value, told) })),
  });
  if (outcome === 'conflict') return 'conflict';
  if (incident.state === 'resolved' && stored.value.state !== 'resolved') {
    const { ruleId, valueStream, resolution } = incident;
    log.event('AlertResolved', { ruleId, incidentId, valueStream, resolution });
  }
  return takenCount === well.length ? 'done' : 'some';
}
