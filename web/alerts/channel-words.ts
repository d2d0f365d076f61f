import type { AlertChannelView } from '../../shared/contracts/http/alert-channel-view.ts';
import type { IconName } from '../kit/icon/icons.ts';

/** A channel in words, and its picture. */
export interface ChannelWords {
  readonly icon: IconName;
  readonly label: string;
  /** Whom it reaches. */
  readonly target: string;
}

/** Whom a channel tells. */
export function channelWords(channel: AlertChannelView): ChannelWords {
  switch (channel.type) {
    case 'email':
      return { icon: 'mail', label: 'E-mail', target: channel.to.join(', ') };
    case 'recipients':
      return { icon: 'user', label: 'E-mail', target: 'the recipients of the job' };
    case 'webhook':
      return { icon: 'webhook', label: 'Webhook', target: channel.url };
    case 'teams':
      return { icon: 'bell', label: 'Teams', target: `the address in ${channel.urlSecret}` };
    case 'slack':
      return { icon: 'bell', label: 'Slack', target: `the address in ${channel.urlSecret}` };
  }
}
