import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addCauses,
  type AddedCauses,
  type CausesToAdd,
  type MatchedCause,
} from '../../../shared/domain/alert/add-causes.ts';
import { recoverSubjects } from '../../../shared/domain/alert/recover-subjects.ts';
import { MAX_TOLD, type Incident, type IncidentSubject } from '../../../shared/domain/alert/incident.ts';
import { exampleAlertRule, exampleCause } from '../../support/example-alert.ts';
import { at } from '../../support/example-job.ts';

const NOW = at('2026-03-01T06:10:00Z');
const RULE = exampleAlertRule({
  channels: [{ type: 'email', to: ['ops@example.com'] }, { type: 'recipients' }],
});

function causeOf(job: number, number: number, recipients: readonly string[] = []): MatchedCause {
  const cause = exampleCause({ causeId: `j${job}.${number}`, subject: `job:j${job}`, at: NOW + number });
  return { cause, recipients };
}

function request(overrides: Partial<CausesToAdd>): CausesToAdd {
  return {
    ...{ key: 'failures.0', rule: RULE, latest: undefined, quietFrom: undefined, known: new Map() },
    ...{ causes: [], now: NOW, ...overrides },
  };
}

/** Adds all causes, a transaction after the other, as a store would hold them. */
function addAll(
  causes: readonly MatchedCause[],
  before?: { incident: Incident; known: Map<string, IncidentSubject> },
) {
  let latest = before?.incident;
  const known = new Map(before?.known);
  const steps: AddedCauses[] = [];
  for (let done = 0; done < causes.length;) {
    const step = addCauses(request({ latest, known, causes: causes.slice(done, done + 99) }));
    steps.push(step);
    done += step.takenCount;
    latest = step.change?.incident ?? latest;
    for (const subject of step.change?.subjects ?? []) known.set(subject.subject, subject);
  }
  return { incident: latest, known, steps };
}

const batches = fc.array(fc.tuple(fc.nat({ max: 150 }), fc.nat({ max: 8 })), {
  minLength: 1,
  maxLength: 300,
});

describe('adding causes', () => {
  test('counts each once, in whatever order and however often it comes, and fits the transactions', () => {
    fc.assert(
      fc.property(batches, fc.nat({ max: 3 }), (pairs, addresses) => {
        const recipients = Array.from({ length: addresses }, (_, index) => `r${index}@example.com`);
        const causes = pairs.map(([job, number]) => causeOf(job, number, recipients));
        const { incident, known, steps } = addAll([...causes, ...causes]);

        const distinct = new Set(causes.map(({ cause }) => cause.causeId));
        const jobs = new Set(causes.map(({ cause }) => cause.subject));
        expect(incident).toMatchObject({
          causeCount: distinct.size,
          subjectCount: jobs.size,
          failingCount: jobs.size,
        });
        const sum = [...known.values()].reduce((total, { causeCount }) => total + causeCount, 0);
        expect(sum).toBe(distinct.size);
        for (const { change } of steps) {
          if (change === undefined) continue;
          const first = change.isNew ? 2 : 1;
          expect(first + change.subjects.length + change.deliveries.length).toBeLessThanOrEqual(100);
        }
        const opened = steps.flatMap(({ change }) => change?.deliveries ?? []);
        expect(new Set(opened.map(({ deliveryId }) => deliveryId)).size).toBe(opened.length);
        expect(opened).toHaveLength(1 + addresses);
      }),
      { numRuns: 60 },
    );
  });

  test('changes nothing when all of it was counted', () => {
    const { incident, known } = addAll([causeOf(1, 1)]);

    expect(addCauses(request({ latest: incident, known, causes: [causeOf(1, 1)] }))).toEqual({
      takenCount: 1,
    });
  });

  test('keeps the first cause and the latest ones', () => {
    const { incident } = addAll(Array.from({ length: 30 }, (_, number) => causeOf(number, number)));

    expect(incident?.causes.map(({ causeId }) => causeId)).toEqual([
      'j0.0',
      ...Array.from({ length: 9 }, (_, index) => `j${index + 21}.${index + 21}`),
    ]);
  });

  test('opens nothing for a cause that was over before it was read', () => {
    const { incident, known } = addAll([causeOf(1, 5)]);
    if (incident === undefined) throw new Error('It is open.');
    const [subject] = [...known.values()];
    if (subject === undefined) throw new Error('It is known.');
    const found = [{ subject, recovery: { at: NOW + 10 } }];
    const { incident: over, subjects } = recoverSubjects(incident, found, { rule: RULE, now: NOW });
    const after = new Map(subjects.map((each) => [each.subject, each]));

    expect(over.state).toBe('resolved');
    expect(addCauses(request({ latest: over, known: after, causes: [causeOf(1, 9)] }))).toEqual({
      takenCount: 1,
    });
    const { change } = addCauses(request({ latest: over, known: after, causes: [causeOf(1, 11)] }));
    expect(change).toMatchObject({ isNew: true, incident: { sequence: over.sequence + 1, causeCount: 1 } });
  });

  test('waits with the opening as long as the rule wants quiet', () => {
    const { change } = addCauses(request({ quietFrom: NOW - 600_000, causes: [causeOf(1, 1)] }));

    expect(change?.incident.toldAt).toBe(NOW - 600_000 + 3_600_000);
    expect(change?.deliveries.map(({ dueAt }) => dueAt)).toEqual([change?.incident.toldAt]);
  });

  test('tells nobody what is muted, and records it', () => {
    const mute = { until: NOW + 1, author: 'eve', reason: 'x' };
    const { change } = addCauses(request({ rule: { ...RULE, mute }, causes: [causeOf(1, 1)] }));

    expect(change?.deliveries.map(({ state }) => state)).toEqual(['muted']);
    const over = addCauses(request({ rule: { ...RULE, mute }, now: NOW + 1, causes: [causeOf(1, 1)] }));
    expect(over.change?.deliveries.map(({ state }) => state)).toEqual(['pending']);
  });

  test('tells that it is worse when its rule has become more severe, once', () => {
    const { incident, known } = addAll([causeOf(1, 1)]);
    const rule = { ...RULE, severity: 'critical' } as const;
    const first = addCauses(request({ rule, latest: incident, known, causes: [causeOf(2, 2)] }));
    const second = addCauses(
      request({ rule, latest: first.change?.incident, known, causes: [causeOf(3, 3)] }),
    );

    expect(first.change?.deliveries.map(({ notice }) => notice)).toEqual(['worsened']);
    expect(second.change?.deliveries).toEqual([]);
  });

  test('tells so many addresses as fit, and no more', () => {
    const recipients = Array.from({ length: 80 }, (_, index) => `r${index}@example.com`);
    const { change } = addCauses(request({ causes: [causeOf(1, 1, recipients)] }));

    expect(change?.deliveries).toHaveLength(MAX_TOLD);
  });
});

describe('recovering subjects', () => {
  test('ends with as many writes as a transaction takes, whatever the sizes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat({ max: 60 }), (jobs, addresses) => {
        const recipients = Array.from({ length: addresses }, (_, index) => `r${index}@example.com`);
        const causes = Array.from({ length: jobs }, (_, job) => causeOf(job, 1, job === 0 ? recipients : []));
        const { incident, known } = addAll(causes);
        let left = [...known.values()].map((subject) => ({ subject, recovery: { at: NOW + 2 } }));
        for (let now = incident; now?.state !== 'resolved';) {
          if (now === undefined) throw new Error('It is open.');
          const step = recoverSubjects(now, left, { rule: RULE, now: NOW });
          expect(1 + step.subjects.length + step.deliveries.length).toBeLessThanOrEqual(100);
          expect(step.takenCount).toBeGreaterThan(0);
          left = left.slice(step.takenCount);
          now = step.incident;
        }
        expect(left).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
