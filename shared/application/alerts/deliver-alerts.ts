import type { AlertMessage } from '../../domain/alert/alert-message.ts';
import { decideDelivery } from '../../domain/alert/decide-delivery.ts';
import { claimed, ended, failed, isTooOld, putOff, sent } from '../../domain/alert/delivery-changes.ts';
import type { Delivery } from '../../domain/alert/delivery.ts';
import type { Incident } from '../../domain/alert/incident.ts';
import { RuleBook } from '../../domain/alert/rule-book.ts';
import { Unavailable, VersionConflict } from '../../domain/errors.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { AlertSender, SendOutcome } from '../ports/alert-sender.ts';
import type { Clock, Log } from '../ports/environment.ts';
import type { IncidentStore, WantedDeliveries } from '../ports/incident-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import { SlowReceivers } from './slow-receivers.ts';

export interface DeliverAlertsDependencies {
  readonly incidents: IncidentStore;
  readonly alertRules: Pick<AlertRuleStore, 'all'>;
  readonly sender: AlertSender;
  readonly clock: Clock;
  readonly log: Log;
  /** Where people find the app; absent: messages have no link. */
  readonly publicUrl?: string;
}

export interface DeliverySummary {
  readonly sent: number;
  readonly failed: number;
  readonly givenUp: number;
  /** Withdrawn, muted or put off. */
  readonly other: number;
}

const PAGE = 100;
const AT_ONCE = 8;

/** Nothing new is begun after it: an attempt takes up to a minute, and the platform ends a pass after several. */
const PASS_MS = 3 * 60_000;

const MAX_SUBJECTS = 20;

/** Before a receiver that a pass has found to hang is tried with what is due to it. */
const LEAVE_ALONE_MS = 5 * 60_000;

/** What was sent is worth some tries to be recorded: else it is sent again. */
const RECORD_TRIES = 5;

/**
 * Takes to their channels the messages that are due. Each is claimed by a conditional write before it is sent, so of several
 * passes at once one sends it; one whose pass dies is sent by another, under the same id. What cannot be sent is
 * tried again, and given up after a day. A receiver that hangs is left alone for the rest of the pass, so that all others
 * are told meanwhile. Throws Unavailable; what is due stays so.
 */
export function createDeliverAlerts(dependencies: DeliverAlertsDependencies): () => Promise<DeliverySummary> {
  const { incidents, alertRules, clock } = dependencies;
  return async () => {
    const until = clock.now() + PASS_MS;
    const summary = { sent: 0, failed: 0, givenUp: 0, other: 0 };
    const slowReceivers = new SlowReceivers();
    let book: RuleBook | undefined;
    for (;;) {
      const due = await incidents.dueDeliveries(clock.now(), PAGE);
      if (due.length === 0) return summary;
      book ??= new RuleBook(await alertRules.all());
      const pass = { dependencies, book, slowReceivers };
      await eachAtOnce(each(due), AT_ONCE, async (delivery) => {
        if (clock.now() > until) return 'stop';
        const outcome = await deliver(pass, delivery);
        if (outcome !== undefined) summary[outcome] += 1;
        return 'go-on';
      });
      if (due.length < PAGE || clock.now() > until) return summary;
    }
  };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

interface Pass {
  readonly dependencies: DeliverAlertsDependencies;
  readonly book: RuleBook;
  readonly slowReceivers: SlowReceivers;
}

async function deliver(
  pass: Pass,
  { value, version }: Versioned<Delivery>,
): Promise<keyof DeliverySummary | undefined> {
  const { incidents, clock } = pass.dependencies;
  const delivery = claimed(value, clock.now());
  const ifVersion = await unlessConflict(incidents.saveDelivery(delivery, { ifVersion: version }));
  // Another pass is at it.
  if (ifVersion === undefined) return undefined;
  try {
    return await deliverClaimed(pass, delivery, ifVersion);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    return failOf(pass, { delivery, ifVersion }, error);
  }
}

async function deliverClaimed(
  pass: Pass,
  delivery: Delivery,
  ifVersion: string,
): Promise<keyof DeliverySummary> {
  const { incidents } = pass.dependencies;
  const incident = (await incidents.get(delivery.incidentId))?.value;
  const decision = await decide(pass, delivery, incident);
  if (decision === 'send' && pass.slowReceivers.has(delivery.channel)) {
    return leaveAlone(pass, { delivery, ifVersion });
  }
  if (decision === 'send' && incident !== undefined) return send(pass, { delivery, ifVersion, incident });
  const after =
    typeof decision === 'object'
      ? putOff(delivery, decision.putOffUntil)
      : ended(delivery, decision === 'mute' ? 'muted' : 'withdrawn');
  await unlessConflict(incidents.saveDelivery(after, { ifVersion }));
  return 'other';
}

async function decide(
  { dependencies: { incidents, clock }, book }: Pass,
  delivery: Delivery,
  incident: Incident | undefined,
) {
  const { notice, incidentId, ruleId, valueStream, createdAt } = delivery;
  const rule = book.get(ruleId, valueStream);
  const decideBy = async (wanted?: WantedDeliveries) => {
    const isFirst = notice === 'opened';
    const deliveries = isFirst ? [] : await incidents.deliveriesOf(incidentId, wanted);
    const facts = { incident, rule, deliveries: deliveries.map(({ value }) => value), now: clock.now() };
    return decideDelivery(delivery, facts);
  };
  const decision = await decideBy({
    reminders: notice === 'reminder' ? { madeFrom: createdAt } : 'none',
  });
  // Whoever has not heard of the opening may have been reminded all the same.
  return notice === 'resolved' && decision === 'withdraw' ? decideBy() : decision;
}

interface Claimed {
  readonly delivery: Delivery;
  readonly ifVersion: string;
}

async function send(
  pass: Pass,
  { delivery, ifVersion, incident }: Claimed & { readonly incident: Incident },
): Promise<keyof DeliverySummary> {
  const { clock } = pass.dependencies;
  const message = await messageOf(pass, delivery, incident);
  const begunAt = clock.now();
  const outcome = await attempt(pass.dependencies, delivery, message);
  const now = clock.now();
  pass.slowReceivers.add(delivery.channel, outcome.outcome, now - begunAt);
  const after =
    outcome.outcome === 'sent' ? sent(delivery, now, outcome.refused) : failed(delivery, outcome, now);
  await record(pass.dependencies, after, ifVersion);
  return tell(pass, after);
}

/** As if it had not been begun: where all is well again before it is its turn, nobody need be told. */
async function leaveAlone(pass: Pass, { delivery, ifVersion }: Claimed): Promise<keyof DeliverySummary> {
  const { incidents, clock } = pass.dependencies;
  const now = clock.now();
  if (isTooOld(delivery, now)) return fail(pass, { delivery, ifVersion }, 'Its receiver does not answer.');
  await unlessConflict(incidents.saveDelivery(putOff(delivery, now + LEAVE_ALONE_MS), { ifVersion }));
  return 'other';
}

/** What cannot be made into a message is tried again as what cannot be sent, and ends no pass: others are due as well. */
async function failOf(pass: Pass, of: Claimed, error: unknown): Promise<keyof DeliverySummary> {
  const { deliveryId } = of.delivery;
  pass.dependencies.log.error('A message of an alert could not be made.', error, { deliveryId });
  return fail(pass, of, 'The message could not be made; see the log of the app.');
}

async function fail(
  pass: Pass,
  { delivery, ifVersion }: Claimed,
  reason: string,
): Promise<keyof DeliverySummary> {
  const after = failed(delivery, { reason, isTransient: true }, pass.dependencies.clock.now());
  await record(pass.dependencies, after, ifVersion);
  return tell(pass, after);
}

function tell({ dependencies: { log } }: Pass, after: Delivery): keyof DeliverySummary {
  const channel = after.channel.type;
  const { deliveryId, incidentId, ruleId, valueStream, notice } = after;
  const about = { ruleId, incidentId, deliveryId, valueStream, notice, channel };
  if (after.state === 'sent') log.event('AlertDelivered', about);
  if (after.state === 'given-up') {
    log.event('AlertUndelivered', { ...about, reason: after.lastFailure?.reason });
  }
  const name = after.state === 'pending' ? 'failed' : after.state === 'sent' ? 'sent' : 'given-up';
  log.metric('evenkeel.alert.deliveries', 1, { channel, outcome: name });
  return name === 'given-up' ? 'givenUp' : name;
}

/** The sender promises never to throw; a fault of its own must not end the pass, and is tried again as any other. */
async function attempt(
  { sender, log }: DeliverAlertsDependencies,
  { channel, remaining = channel, deliveryId }: Delivery,
  message: AlertMessage,
): Promise<SendOutcome> {
  try {
    return await sender.send(remaining, message);
  } catch (error) {
    log.error('A message of an alert could not be sent by a fault of its sender.', error, { deliveryId });
    return { outcome: 'not-sent', reason: 'The sender failed; see the log of the app.', isTransient: true };
  }
}

async function messageOf(
  { dependencies: { incidents, clock, publicUrl }, book }: Pass,
  { deliveryId, notice, tellAt }: Delivery,
  incident: Incident,
): Promise<AlertMessage> {
  const { incidentId, ruleId, valueStream } = incident;
  const isOver = incident.state === 'resolved';
  const narrowed = { limit: MAX_SUBJECTS, ...(isOver ? {} : { state: 'failing' as const }) };
  const subjects = await incidents.listSubjects(incidentId, narrowed);
  const description = book.get(ruleId, valueStream)?.description;
  return {
    ...{ deliveryId, notice, tellAt, incident, at: clock.now() },
    rule: { ruleId, ...(description === undefined ? {} : { description }) },
    subjects: subjects.items.map(({ last }) => last),
    ...(publicUrl === undefined ? {} : { link: `${publicUrl}/api/alerts/${encodeURIComponent(incidentId)}` }),
  };
}

/** Where the claim has run out and another pass has taken over, what is known to be sent is still put down. */
async function record(
  { incidents }: DeliverAlertsDependencies,
  after: Delivery,
  claimVersion: string,
): Promise<void> {
  let ifVersion = claimVersion;
  for (let tries = 1; ; tries += 1) {
    try {
      if ((await unlessConflict(incidents.saveDelivery(after, { ifVersion }))) !== undefined) return;
      const stored = await incidents.getDelivery(after.incidentId, after.deliveryId);
      if (after.state !== 'sent' || stored?.value.state !== 'pending') return;
      ifVersion = stored.version;
    } catch (error) {
      if (!(error instanceof Unavailable) || tries >= RECORD_TRIES) throw error;
    }
  }
}

async function unlessConflict(write: Promise<string>): Promise<string | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    throw error;
  }
}
