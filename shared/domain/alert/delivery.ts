import type { DirectChannel } from './alert-channel.ts';

/** What is told of an incident. `worsened`: its severity has risen, or a drift's band. */
export const ALERT_NOTICES = ['opened', 'worsened', 'reminder', 'resolved', 'test'] as const;
export type AlertNotice = (typeof ALERT_NOTICES)[number];

/**
 * `withdrawn`: what it was to tell was over before it was told. `muted`: nobody wanted to be told. `given-up`: it was tried
 * for a day, or refused for good.
 */
export const DELIVERY_STATES = ['pending', 'sent', 'withdrawn', 'muted', 'given-up'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One message to one channel; it is tried until it is sent or given up, and never fails a run. */
export interface Delivery {
  /** `<incidentId>.<notice>[-<which>].<channel>`: receivers know a repeated message by it. */
  readonly deliveryId: string;
  readonly incidentId: string;
  readonly key: string;
  readonly ruleId: string;
  readonly valueStream: string;
  readonly notice: AlertNotice;
  readonly channel: DirectChannel;
  /** Whom of the channel the next attempt is for, where an earlier one has told the others. */
  readonly remaining?: DirectChannel;
  /** Who of the channel was refused for good, while others are still to be told; for people. */
  readonly refused?: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it is to be tried next, epoch ms; while a sender is at it, when another one may take it over. */
  readonly dueAt: number;
  readonly createdAt: number;
  /** When it was to be told first, epoch ms: it is given up a day after. */
  readonly tellAt: number;
  readonly sentAt?: number;
  /** Why the last attempt failed, for people; never an address with a secret in it. */
  readonly lastFailure?: { readonly at: number; readonly reason: string };
}
