import { addCauses, type AddedCauses } from '../../domain/alert/add-causes.ts';
import { incidentIdOf } from '../../domain/alert/incident-key.ts';
import { MAX_TOLD, type Incident, type IncidentSubject } from '../../domain/alert/incident.ts';
import { quietFromOf } from '../../domain/alert/quiet-from.ts';
import { Unavailable } from '../../domain/errors.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Clock, Log } from '../ports/environment.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import type { KeyCauses } from './match-causes.ts';

export interface RecordDependencies {
  readonly incidents: IncidentStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** More causes than this do not fit one transaction, whatever they are. */
const AT_MOST = 99;

/** Incidents of so many earlier sequences are asked which causes they have counted. */
const LOOK_BACK = 4;

const KEYS_AT_ONCE = 8;

/** Somebody else writes the same incident each time: they make progress, and the next pass goes on. */
const MAX_CONFLICTS = 50;

/**
 * Adds causes to their incidents, those of one key in one write a hundred. Done again, whoever has done it and however
 * far, it changes nothing: each cause is counted once. Gives how many were counted.
 *
 * One key whose causes cannot be recorded for another reason than that the store is away is reported and left out, so that it
 * does not keep all others from being told. Throws Unavailable.
 */
export async function recordCauses(
  dependencies: RecordDependencies,
  all: readonly KeyCauses[],
): Promise<number> {
  let counted = 0;
  await eachAtOnce(each(all), KEYS_AT_ONCE, async (keyCauses) => {
    try {
      counted += await recordOfKey(dependencies, keyCauses);
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      const { key, rule } = keyCauses;
      dependencies.log.error('Causes of an alert could not be recorded and are left out.', error, {
        ...{ key, ruleId: rule.ruleId },
      });
    }
    return 'go-on';
  });
  return counted;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function recordOfKey(dependencies: RecordDependencies, keyCauses: KeyCauses): Promise<number> {
  const { key, causes } = keyCauses;
  let counted = 0;
  let conflicts = 0;
  for (let done = 0; done < causes.length;) {
    const step = await nextStep(dependencies, keyCauses, done);
    const outcome = await commit(dependencies, key, step);
    if (outcome === 'conflict') {
      conflicts += 1;
      if (conflicts > MAX_CONFLICTS) throw new Unavailable(`The incident of '${key}' changes all the time.`);
      continue;
    }
    if (step.added.takenCount === 0) throw new RangeError('A cause does not fit one transaction.');
    done += step.added.takenCount;
    counted += step.added.change?.incident.causeCount ?? 0;
    counted -= step.added.change === undefined ? 0 : (step.latest?.value.causeCount ?? 0);
  }
  return counted;
}

interface Step {
  readonly latest: Versioned<Incident> | undefined;
  readonly known: readonly Versioned<IncidentSubject>[];
  readonly added: AddedCauses;
}

async function nextStep(
  { incidents, clock }: RecordDependencies,
  { key, rule, causes }: KeyCauses,
  done: number,
): Promise<Step> {
  const batch = causes.slice(done, done + AT_MOST);
  const latest = await incidents.latest(key);
  const subjects = [...new Set(batch.map(({ cause }) => cause.subject))];
  const known =
    latest === undefined ? [] : await incidents.subjectsOf(key, earlierIds(latest.value), subjects);
  const now = clock.now();
  const quietFrom = await quietBase(incidents, latest?.value, now - rule.quietSeconds * 1000);
  const added = addCauses({
    ...{ key, rule, latest: latest?.value, quietFrom, causes: batch, now },
    known: latestOfEach(known),
  });
  return { latest, known, added };
}

/** The ids of the latest incidents of a key: their sequences follow on each other. */
function earlierIds({ key, sequence }: Incident): readonly string[] {
  return Array.from({ length: LOOK_BACK }, (_, back) => incidentIdOf(key, sequence - back));
}

function latestOfEach(known: readonly Versioned<IncidentSubject>[]): ReadonlyMap<string, IncidentSubject> {
  const inOrder = known.map(({ value }) => value).sort((a, b) => sequenceOf(a) - sequenceOf(b));
  return new Map(inOrder.map((value) => [value.subject, value]));
}

function sequenceOf({ incidentId, key }: IncidentSubject): number {
  return Number(incidentId.slice(key.length + 1));
}

/** Who was told of the incident before matters only as long as it could be too soon to tell of another. */
async function quietBase(
  incidents: IncidentStore,
  latest: Incident | undefined,
  since: number,
): Promise<number | undefined> {
  if (latest?.state !== 'resolved' || latest.toldAt <= since) return undefined;
  const deliveries = await incidents.deliveriesOf(latest.incidentId, { reminders: 'none' });
  return quietFromOf(
    latest,
    deliveries.map(({ value }) => value),
  );
}

async function commit(
  { incidents, log }: RecordDependencies,
  key: string,
  { latest, known, added: { change } }: Step,
): Promise<'committed' | 'conflict'> {
  if (change === undefined) return 'committed';
  const { incident, isNew, subjects, deliveries } = change;
  const versions = new Map(known.map(({ value, version }) => [nameOf(value), version]));
  const outcome = await incidents.commit({
    key,
    incident: { value: incident, ifVersion: isNew ? undefined : latest?.version },
    isFirst: latest === undefined,
    subjects: subjects.map((value) => ({ value, ifVersion: versions.get(nameOf(value)) })),
    deliveries: deliveries.map((value) => ({ value, ifVersion: undefined })),
  });
  if (outcome === 'conflict') return outcome;
  const { ruleId, incidentId, valueStream, condition, severity, channels } = incident;
  if (isNew) log.event('AlertOpened', { ruleId, incidentId, valueStream, condition, severity });
  if (channels.length === MAX_TOLD && (isNew || latest?.value.channels.length !== MAX_TOLD)) {
    log.error(
      'An incident tells as many as it can; further recipients of its jobs are not told.',
      undefined,
      {
        ...{ ruleId, incidentId, valueStream },
      },
    );
  }
  return outcome;
}

function nameOf({ incidentId, subject }: IncidentSubject): string {
  return `${incidentId} ${subject}`;
}
