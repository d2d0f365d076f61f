import type { AlertDeliveryView } from '../../../shared/contracts/http/alert-view.ts';
import type { Look } from '../../kit/chips/states.ts';

export const DELIVERY_LOOKS: Readonly<Record<AlertDeliveryView['state'], Look>> = {
  pending: { tone: 'running', icon: 'clock', label: 'Pending' },
  sent: { tone: 'stable', icon: 'circle-check', label: 'Sent' },
  withdrawn: { tone: 'idle', icon: 'circle-minus', label: 'Withdrawn' },
  muted: { tone: 'idle', icon: 'bell-off', label: 'Muted' },
  'given-up': { tone: 'significant', icon: 'circle-x', label: 'Given up' },
};

export const NOTICES: Readonly<Record<AlertDeliveryView['notice'], string>> = {
  opened: 'It has opened',
  worsened: 'It got worse',
  reminder: 'Reminder',
  resolved: 'It is over',
  test: 'Test',
};

/** What a state means for whoever waits for the message. */
export const DELIVERY_MEANINGS: Readonly<Record<AlertDeliveryView['state'], string>> = {
  pending: 'Not sent yet; it is tried again by itself.',
  sent: 'The receiver has taken it.',
  withdrawn: 'It was over before it was told.',
  muted: 'Nobody wanted to be told.',
  'given-up': 'Refused for good, or tried for a day. Mend what the failure says, then deliver it again.',
};
