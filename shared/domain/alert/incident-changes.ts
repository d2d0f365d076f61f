import type { AlertMute, AlertRule } from './alert-rule.ts';
import type { Delivery } from './delivery.ts';
import { ended } from './delivery-changes.ts';
import { deliveriesTo, openingIdOf } from './incident-deliveries.ts';
import type { Acknowledgement, Incident } from './incident.ts';
import { isMuted } from './muting.ts';

/** An incident with what is to be told of the change; both are written together. */
export interface IncidentChange {
  readonly incident: Incident;
  readonly deliveries: readonly Delivery[];
}

/** A person sees to it: reminders end. One that is resolved, or acknowledged by somebody already, stays as it is. */
export function acknowledged(incident: Incident, acknowledgement: Acknowledgement): Incident {
  if (incident.state !== 'open') return incident;
  const { remindAt: _never, ...rest } = incident;
  return { ...rest, state: 'acknowledged', acknowledgement };
}

/** Nobody is told of it any more until then. */
export function muted(incident: Incident, mute: AlertMute): Incident {
  return { ...incident, mute };
}

export function unmuted({ mute: _ended, ...incident }: Incident): Incident {
  return incident;
}

export interface Resolution {
  readonly resolution: NonNullable<Incident['resolution']>;
  /** Who says so, of one that is resolved by hand. */
  readonly resolvedBy?: { readonly author: string; readonly reason: string };
  /** Undefined: it is gone. */
  readonly rule: AlertRule | undefined;
  readonly now: number;
  /** The deliveries of the incident so far. */
  readonly before?: readonly Delivery[] | undefined;
}

/**
 * The incident, over. Where nobody has begun to tell of its opening, that is withdrawn: written in one transaction with the
 * incident, so that a sender either was quicker, or finds nothing to send. Everywhere else the end is told: its delivery waits
 * for what becomes of the opening. One that is resolved already stays as it is.
 *
 * `deliveries` of the answer that are among `before` replace them; the others are new.
 */
export function resolved(
  incident: Incident,
  { resolution, resolvedBy, rule, now, before = [] }: Resolution,
): IncidentChange {
  if (incident.state === 'resolved') return { incident, deliveries: [] };
  const { remindAt: _never, ...rest } = incident;
  const over: Incident = {
    ...rest,
    ...{ state: 'resolved', resolvedAt: now, resolution },
    ...(resolvedBy === undefined ? {} : { resolvedBy }),
  };
  const isQuiet = isMuted(incident, now) || (rule !== undefined && isMuted(rule, now));
  const untold = before.filter(isUntold);
  const untoldIds = new Set(untold.map(({ deliveryId }) => deliveryId));
  const endings = deliveriesTo(over, { notice: 'resolved', tellAt: now, isMuted: isQuiet, now });
  return {
    incident: over,
    deliveries: [
      ...untold.map((opening) => ended(opening, 'withdrawn')),
      ...endings.filter((ending) => !untoldIds.has(openingIdOf(ending))),
    ],
  };
}

function isUntold({ notice, state, attempts }: Delivery): boolean {
  return notice === 'opened' && state === 'pending' && attempts === 0;
}

/** The reminder that is due, and when the next one is. A muted one is put off until it is muted no longer. */
export function reminded(incident: Incident, rule: AlertRule, now: number): IncidentChange {
  const { remindAt, ...rest } = incident;
  if (incident.state !== 'open' || remindAt === undefined || rule.remindSeconds === undefined) {
    return { incident: rest, deliveries: [] };
  }
  const mutedUntil = Math.max(rule.mute?.until ?? 0, incident.mute?.until ?? 0);
  if (mutedUntil > now) return { incident: { ...incident, remindAt: mutedUntil }, deliveries: [] };
  const next = { ...incident, remindAt: now + rule.remindSeconds * 1000 };
  const telling = { notice: 'reminder', which: String(remindAt), tellAt: now, isMuted: false, now } as const;
  return { incident: next, deliveries: deliveriesTo(next, telling) };
}
