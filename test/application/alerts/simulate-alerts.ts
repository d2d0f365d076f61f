import { createDeliverAlerts } from '../../../shared/application/alerts/deliver-alerts.ts';
import { endIncident } from '../../../shared/application/alerts/end-incident.ts';
import { createRaiseAlerts } from '../../../shared/application/alerts/raise-alerts.ts';
import { createSweepAlerts } from '../../../shared/application/alerts/sweep-alerts.ts';
import type { SendOutcome } from '../../../shared/application/ports/alert-sender.ts';
import type { IncidentStore } from '../../../shared/application/ports/incident-store.ts';
import { acknowledged, muted } from '../../../shared/domain/alert/incident-changes.ts';
import type { AlertMessage } from '../../../shared/domain/alert/alert-message.ts';
import type { AlertRule } from '../../../shared/domain/alert/alert-rule.ts';
import type { Incident } from '../../../shared/domain/alert/incident.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { Random } from '../../simulation/random.ts';
import { failedRunOf, incidentsOf, succeededRunOf, writeJob, writeRun } from '../../support/alert-world.ts';
import { exampleAlertRule } from '../../support/example-alert.ts';
import { exampleJob } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';
import { MemoryChangeFeed } from '../../support/memory/memory-change-feed.ts';
import { MemoryIncidentStore } from '../../support/memory/memory-alerts.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { SimulatedTurns, type Pass } from './simulated-turns.ts';

const MINUTE = 60_000;
const QUIET_SECONDS = 1200;

/** What keeps the promises; a test that switches one off shows that it is needed. */
export interface AlertGuards {
  /** An incident is written only at the version read. */
  readonly incidentVersion: boolean;
  /** A delivery is claimed only at the version read. */
  readonly deliveryVersion: boolean;
  /** A subject knows the causes that were counted. */
  readonly countedCauses: boolean;
  /** What earlier incidents of the key have counted is known. */
  readonly earlierIncidents: boolean;
  /** Whether an opening was told is looked up before the next. */
  readonly toldOpenings: boolean;
  /** How far the feed was read is kept behind what was made of it. */
  readonly progressBehind: boolean;
}

export const ALL_ALERT_GUARDS: AlertGuards = {
  incidentVersion: true,
  deliveryVersion: true,
  countedCauses: true,
  earlierIncidents: true,
  toldOpenings: true,
  progressBehind: true,
};

const RULES: readonly AlertRule[] = [
  exampleAlertRule({
    ...{ ruleId: 'failures', quietSeconds: QUIET_SECONDS, remindSeconds: 1800 },
    conditions: [{ type: 'run-failed' }, { type: 'retries-exhausted' }],
  }),
  exampleAlertRule({
    ...{ ruleId: 'each', groupBy: 'job', quietSeconds: QUIET_SECONDS },
    channels: [
      { type: 'webhook', url: 'https://hooks.example.com', signingSecret: 'hook' },
      { type: 'recipients' },
    ],
  }),
  exampleAlertRule({
    ...{ ruleId: 'drift', quietSeconds: QUIET_SECONDS },
    conditions: [{ type: 'drift', band: 'moderate-shift' }],
  }),
];

/** What was written that a rule has to count: `<ruleId> <runId>`. */
type Expected = Set<string>;

/**
 * Runs that fail, drift and succeed, people who acknowledge, mute and resolve, and two passes each of raising and delivering at
 * once, which are unavailable, lose answers and die at any call. Gives what was violated; nothing is what is wanted.
 */
export async function simulateAlerts(seed: number, guards = ALL_ALERT_GUARDS): Promise<readonly string[]> {
  const simulation = new AlertSimulation(seed, guards);
  await simulation.begin();
  for (let step = 0; step < 400; step += 1) await simulation.step();
  await simulation.end();
  return simulation.violations;
}

class AlertSimulation {
  readonly violations: string[] = [];
  readonly #random: Random;
  readonly #world: MemoryWorld;
  readonly #turns: SimulatedTurns;
  readonly #guards: AlertGuards;
  readonly #jobs: readonly Job[];
  readonly #expected: Expected = new Set();
  /** When each delivery was claimed for a sending that began, the last time. */
  readonly #sendings = new Map<string, number>();
  readonly #passes = new Map<string, Pass>();
  #now: number;

  constructor(seed: number, guards: AlertGuards) {
    this.#random = new Random(seed);
    this.#guards = guards;
    const world = createMemoryWorld('2026-03-01T06:00:00Z');
    this.#now = world.clock.now();
    this.#world = { ...world, incidents: new MemoryIncidentStore(guards), sweepEveryMs: 10_000 };
    this.#world.alertSender.answer = (message) => this.#answer(message);
    this.#turns = new SimulatedTurns(this.#random, {
      ...{ unavailable: 0.01, answerLost: 0.02, diedBefore: 0.005, diedAfter: 0.02 },
    });
    const task = exampleJob().task;
    this.#jobs = [
      ...['r1', 'r2', 'r3'].map((jobId) => exampleReportJob({ jobId, task: { resource: jobId } })),
      ...['s1', 's2'].map((jobId) =>
        exampleJob({ jobId, task: { ...task, recipients: [`${jobId}@example.com`] } }),
      ),
    ];
  }

  async begin(): Promise<void> {
    for (const rule of RULES) await this.#world.alertRules.create(rule);
    for (const job of this.#jobs) writeJob(this.#world, job);
    await createRaiseAlerts(this.#world)();
  }

  async step(): Promise<void> {
    const drawn = this.#random.next();
    if (drawn < 0.08) this.#write();
    else if (drawn < 0.14) this.#start(this.#random.pick(['raise 1', 'raise 2']));
    else if (drawn < 0.2) this.#start(this.#random.pick(['deliver 1', 'deliver 2']));
    else if (drawn < 0.22) await this.#person();
    else if (drawn < 0.25) await this.#jump(this.#random.pick([1000, MINUTE, 5 * MINUTE, 25 * MINUTE]));
    else for (let turn = 0; turn < 4; turn += 1) await this.#turns.step();
    this.#checkKeys();
  }

  /** Everything recovers, nothing fails any more: all that was promised has to be there. */
  async end(): Promise<void> {
    await this.#turns.finish();
    this.#checkExpected('before the end');
    for (const job of this.#jobs) this.#writeOutcome(job, 'success');
    for (let round = 0; round < 40; round += 1) {
      this.#move(31 * MINUTE);
      await createRaiseAlerts(this.#world)();
      await createSweepAlerts(this.#world)();
      await createDeliverAlerts({ ...this.#world, sender: this.#world.alertSender })();
    }
    this.#checkEnd();
  }

  /** What is being sent is sent within the time of its claim; what has died is not. */
  async #jump(ms: number): Promise<void> {
    const sending = [...this.#passes.values()].filter(({ name }) => name.startsWith('deliver'));
    while (sending.some(({ isDead }) => !isDead)) await this.#turns.step();
    this.#move(ms);
  }

  #move(ms: number): void {
    this.#now += ms;
    this.#world.clock.moveTo(new Date(this.#now).toISOString());
  }

  #write(): void {
    const outcome = this.#random.pick(['failure', 'failure', 'success', 'drift'] as const);
    this.#writeOutcome(this.#random.pick(this.#jobs), outcome);
  }

  #writeOutcome(job: Job, outcome: 'failure' | 'success' | 'drift'): void {
    this.#move(3000);
    const dueAt = this.#now - 2000;
    const isDrift = outcome === 'drift' && job.kind === 'stability';
    const band = isDrift ? this.#random.pick(['moderate-shift', 'significant-shift'] as const) : 'stable';
    const attempts = this.#random.pick([1, 3]);
    const run =
      outcome === 'failure' ? failedRunOf(job, dueAt, { attempts }) : succeededRunOf(job, dueAt, { band });
    writeRun(this.#world, run);
    const rules = outcome === 'failure' ? ['failures', 'each'] : isDrift ? ['drift'] : [];
    for (const rule of rules) this.#expected.add(`${rule} ${run.runId}.${run.attempt}`);
    if (job.kind !== 'stability') return;
    // The recipients are told of failures, and of a significant shift.
    if (outcome === 'failure' || band === 'significant-shift') {
      this.#expected.add(`recipients ${run.runId}.${run.attempt}`);
    }
  }

  #start(name: string): void {
    if (this.#passes.get(name)?.isDead === false) return;
    const pass: Pass = { name, isDead: false };
    this.#passes.set(name, pass);
    const world = this.#seenBy(pass);
    const work = async (): Promise<void> => {
      if (name.startsWith('deliver')) {
        await createDeliverAlerts({ ...world, sender: this.#turns.through(world.alertSender, pass) })();
      } else {
        await createRaiseAlerts(world)();
        await createSweepAlerts(world)();
      }
    };
    work()
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'Unavailable') this.violations.push(String(error));
      })
      .finally(() => {
        pass.isDead = true;
      });
  }

  /** The stores as a pass sees them, and as they are without a guard. */
  #seenBy(pass: Pass): MemoryWorld {
    const world = this.#world;
    const through = <T extends object>(store: T): T => this.#turns.through(store, pass);
    const isRaising = pass.name.startsWith('raise');
    return {
      ...world,
      incidents: through(isRaising ? this.#unguarded(world.incidents) : world.incidents),
      feed: through(this.#feed(new MemoryChangeFeed(world.memory, 4))),
      feedProgress: through(world.feedProgress),
      expectations: through(world.expectations),
      alertRules: through(world.alertRules),
    };
  }

  /** Without its guard, the progress is kept as soon as a page has been read. */
  #feed(feed: MemoryChangeFeed): MemoryChangeFeed {
    if (this.#guards.progressBehind) return feed;
    const { feedProgress } = this.#world;
    const read = feed.read.bind(feed);
    feed.read = async (after) => {
      const page = await read(after);
      const kept = await feedProgress.get('alerts');
      if (page.outcome === 'read' && kept !== undefined) {
        const { position } = page;
        await feedProgress.save({ follower: 'alerts', position, state: null }, { ifVersion: kept.version });
      }
      return page;
    };
    return feed;
  }

  #unguarded(store: MemoryIncidentStore): MemoryIncidentStore {
    const { countedCauses, earlierIncidents, toldOpenings } = this.#guards;
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        if (name === 'deliveriesOf' && !toldOpenings) return async () => [];
        if (name === 'subjectsOf') {
          const subjectsOf: IncidentStore['subjectsOf'] = async (key, ids, subjects) => {
            const found = await target.subjectsOf(key, earlierIncidents ? ids : ids.slice(0, 1), subjects);
            if (countedCauses) return found;
            return found.map(({ value, version }) => ({ value: { ...value, recent: [] }, version }));
          };
          return subjectsOf;
        }
        return (...given: unknown[]) => {
          const answer: unknown = Reflect.apply(member, target, given);
          return answer;
        };
      },
    });
  }

  /** What the receiver says; it may have got the message although it says that it has not. */
  #answer({ deliveryId, incident }: AlertMessage): SendOutcome {
    const last = this.#sendings.get(deliveryId);
    if (last !== undefined && this.#now - last < 20_000) {
      this.violations.push(`'${deliveryId}' was sent twice at once`);
    }
    this.#sendings.set(deliveryId, this.#now);
    const stored = this.#world.incidents.deliveries.get(deliveryId)?.value;
    if (stored?.state === 'sent') this.violations.push(`'${deliveryId}' was sent after it was known to be`);
    if (incident.key === '') this.violations.push('An incident without a key was told.');
    if (this.#turns.faults === undefined || this.#random.chance(0.85)) return { outcome: 'sent' };
    return { outcome: 'not-sent', reason: 'It answered 503.', isTransient: true };
  }

  /** Acknowledges, mutes or resolves, as the API does: at the version that was read. */
  async #person(): Promise<void> {
    const { incidents, alertRules } = this.#world;
    const open = incidents.incidents.all().filter(({ value }) => value.state !== 'resolved');
    if (open.length === 0) return;
    const { value, version } = this.#random.pick(open);
    const who = { author: 'eve', reason: 'Because.' };
    const now = this.#now;
    const rule = (await alertRules.get(value.ruleId))?.value;
    const changed = this.#random.pick(['acknowledge', 'mute', 'resolve'] as const);
    if (changed === 'resolve') {
      await endIncident(incidents, { value, version }, { resolution: 'by-hand', resolvedBy: who, rule, now });
      return;
    }
    const incident =
      changed === 'mute'
        ? muted(value, { until: now + 10 * MINUTE, ...who })
        : acknowledged(value, { at: now, ...who });
    await incidents.commit({ key: value.key, incident: { value: incident, ifVersion: version } });
  }

  #checkKeys(): void {
    const unresolved = incidentsOf(this.#world).filter(({ state }) => state !== 'resolved');
    const keys = unresolved.map(({ key }) => key);
    if (new Set(keys).size < keys.length)
      this.violations.push('A key has two incidents that are not resolved.');
  }

  /** What was written so far is counted at the end only; nothing may be counted that was not written. */
  #checkExpected(when: string): void {
    const counted = [...countsOf(this.#world).values()].reduce((sum, count) => sum + count, 0);
    if (counted > this.#expected.size) {
      this.violations.push(`${when}: ${counted} causes were counted of ${this.#expected.size}`);
    }
  }

  #checkEnd(): void {
    const expected = Map.groupBy(this.#expected, (each) => each.split(' ')[0] ?? '');
    const counted = countsOf(this.#world);
    for (const ruleId of new Set([...expected.keys(), ...counted.keys()])) {
      const [is, should] = [counted.get(ruleId) ?? 0, expected.get(ruleId)?.length ?? 0];
      if (is !== should) this.violations.push(`The rule '${ruleId}' counted ${is} causes of ${should}.`);
    }
    for (const incident of incidentsOf(this.#world)) this.#checkIncident(incident);
    this.#checkQuiet();
  }

  #checkIncident({ incidentId, state, failingCount, resolution, channels }: Incident): void {
    if (state !== 'resolved') this.violations.push(`'${incidentId}' is not resolved`);
    if (resolution === 'recovered' && failingCount !== 0) {
      this.violations.push(`'${incidentId}' has ${failingCount} that fail`);
    }
    const subjects = this.#world.incidents.subjects
      .all()
      .filter(({ value }) => value.incidentId === incidentId);
    if (subjects.some(({ value }) => value.state === 'failing')) {
      this.violations.push(`A subject of '${incidentId}' is failing.`);
    }
    for (const number of channels.keys()) this.#checkTold(incidentId, number);
  }

  /** The opening was told, or there is a reason why not; and its end wherever it was. */
  #checkTold(incidentId: string, number: number): void {
    const openingId = `${incidentId}.opened.${number}`;
    const { deliveries } = this.#world.incidents;
    const opening = deliveries.get(openingId)?.value.state ?? 'not there';
    const ending = deliveries.get(`${incidentId}.resolved.${number}`)?.value.state ?? 'not there';
    if (['not there', 'pending', 'given-up'].includes(opening)) {
      this.violations.push(`The opening '${openingId}' is ${opening}.`);
    }
    if (opening === 'sent' && ending !== 'sent' && ending !== 'muted') {
      this.violations.push(`The end of '${incidentId}' is ${ending}, though its opening was told.`);
    }
    if (opening === 'withdrawn' && this.#sendings.has(openingId)) {
      this.violations.push(`The opening '${openingId}' was withdrawn after it was told.`);
    }
  }

  #checkQuiet(): void {
    const told = incidentsOf(this.#world).filter(({ incidentId }) =>
      this.#sendings.has(`${incidentId}.opened.0`),
    );
    for (const [key, ofKey] of Map.groupBy(told, (incident) => incident.key)) {
      const instants = ofKey.map(({ toldAt }) => toldAt);
      const gaps = instants.slice(1).map((instant, index) => instant - (instants[index] ?? 0));
      if (gaps.some((gap) => gap < QUIET_SECONDS * 1000)) {
        this.violations.push(`Two openings of '${key}' were told ${Math.min(...gaps)} ms apart.`);
      }
    }
  }
}

function countsOf(world: MemoryWorld): ReadonlyMap<string, number> {
  const byRule = Map.groupBy(incidentsOf(world), ({ ruleId }) => ruleId);
  return new Map(
    [...byRule].map(([ruleId, found]) => [
      ruleId,
      found.reduce((sum, { causeCount }) => sum + causeCount, 0),
    ]),
  );
}
