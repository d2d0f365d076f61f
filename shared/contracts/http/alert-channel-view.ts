import { z } from 'zod';
import type { AlertChannel } from '../../domain/alert/alert-channel.ts';

/** A channel as callers read it: secrets by their names. */
export const alertChannelView = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('email'), to: z.array(z.string()).readonly() }),
    z.object({ type: z.literal('recipients') }),
    z.object({ type: z.literal('webhook'), url: z.string(), signingSecret: z.string() }),
    z.object({ type: z.literal('teams'), urlSecret: z.string() }),
    z.object({ type: z.literal('slack'), urlSecret: z.string() }),
  ])
  .meta({ id: 'AlertChannel' });

export type AlertChannelView = z.output<typeof alertChannelView>;

/** Only what is named here is told, whatever else a stored channel may hold. */
export function channelView(channel: AlertChannel): z.output<typeof alertChannelView> {
  switch (channel.type) {
    case 'email':
      return { type: channel.type, to: channel.to };
    case 'recipients':
      return { type: channel.type };
    case 'webhook':
      return { type: channel.type, url: channel.url, signingSecret: channel.signingSecret };
    case 'teams':
    case 'slack':
      return { type: channel.type, urlSecret: channel.urlSecret };
  }
}
