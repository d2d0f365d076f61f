import type { AlertCauseView } from '../../../shared/contracts/alert-cause-view.ts';
import type { AlertDeliveryView, AlertDetailView } from '../../../shared/contracts/http/alert-view.ts';
import type { Tone } from '../../kit/chips/chip.ts';
import type { IconName } from '../../kit/icon/icons.ts';
import { CONDITIONS } from '../../kit/incidents/incident-words.ts';
import { channelWords } from '../channel-words.ts';
import { causeInWords, type WriteInstant } from './cause-words.ts';
import { DELIVERY_LOOKS, NOTICES } from './delivery-words.ts';
import { subjectLink } from './subject-link.ts';

/** Something that happened to an incident. */
export interface TimelineEvent {
  readonly key: string;
  /** ISO 8601. */
  readonly at: string;
  readonly icon: IconName;
  readonly tone: Tone;
  readonly title: string;
  readonly text?: string;
}

/** What happened to an incident, the latest first; what is still to come before it. */
export function timelineOf(
  incident: AlertDetailView,
  deliveries: readonly AlertDeliveryView[],
  write: WriteInstant,
): readonly TimelineEvent[] {
  const events = [
    ...causeEvents(incident.causes, write),
    ...deliveries.map(deliveryEvent),
    ...handEvents(incident),
  ];
  // What happened in the same moment stays in the order in which it is told of: a cause before its message.
  return events
    .map((event, index) => ({ event, index }))
    .sort((one, other) => other.event.at.localeCompare(one.event.at) || other.index - one.index)
    .map(({ event }) => event);
}

/** Causes that say the same of the same, one after the other, are one event. */
function causeEvents(causes: readonly AlertCauseView[], write: WriteInstant): readonly TimelineEvent[] {
  const events: (TimelineEvent & { readonly said: string; readonly count: number })[] = [];
  for (const cause of causes) {
    const text = causeInWords(cause.detail, write);
    const said = `${cause.subject} ${text}`;
    const last = events.at(-1);
    if (last?.said === said) events.pop();
    events.push({
      ...{ said, count: last?.said === said ? last.count + 1 : 1 },
      ...{ key: cause.causeId, at: cause.at, icon: CONDITIONS[cause.condition].icon, tone: 'significant' },
      ...{ title: subjectLink(cause.subject).name, text },
    });
  }
  return events.map(({ said: _said, count, ...event }) =>
    count === 1 ? event : { ...event, title: `${event.title}, ${count} times` },
  );
}

function deliveryEvent(delivery: AlertDeliveryView): TimelineEvent {
  const { label, target } = channelWords(delivery.channel);
  const look = DELIVERY_LOOKS[delivery.state];
  return {
    ...{ key: delivery.deliveryId, at: delivery.sentAt ?? delivery.createdAt },
    ...{ icon: look.icon, tone: look.tone },
    title: `Message “${NOTICES[delivery.notice]}”: ${look.label.toLowerCase()}`,
    text: `${label} to ${target}`,
  };
}

/** What was done to it, and what became of it. */
function handEvents(incident: AlertDetailView): readonly TimelineEvent[] {
  const { openedAt, acknowledgement, resolvedAt } = incident;
  const opened: TimelineEvent = {
    ...{ key: 'opened', at: openedAt, icon: 'bell', tone: 'significant', title: 'Opened' },
  };
  return [
    opened,
    ...(acknowledgement === undefined
      ? []
      : [
          {
            ...({ key: 'acknowledged', at: acknowledgement.at, icon: 'user', tone: 'running' } as const),
            ...{ title: `${acknowledgement.author} acknowledged it`, text: acknowledgement.reason },
          },
        ]),
    ...(resolvedAt === undefined
      ? []
      : [
          {
            key: 'resolved',
            at: resolvedAt,
            icon: 'circle-check',
            tone: 'stable',
            ...ending(incident),
          } as const,
        ]),
  ];
}

/** How it ended, and by whom. */
export function ending({
  resolution,
  resolvedBy,
}: Pick<AlertDetailView, 'resolution' | 'resolvedBy'>): Pick<TimelineEvent, 'title' | 'text'> {
  if (resolution === 'by-hand' && resolvedBy !== undefined)
    return { title: `${resolvedBy.author} resolved it`, text: resolvedBy.reason };
  if (resolution === 'rule-gone')
    return {
      title: 'Resolved',
      text: 'Its rule was deleted, is not enabled, or looks for something else now.',
    };
  return { title: 'Resolved', text: 'All of it is well again.' };
}
