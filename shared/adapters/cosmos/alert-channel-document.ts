import { z } from 'zod';

/** A channel that names whom it reaches, within a document. */
export const directChannelInDocument = z.discriminatedUnion('type', [
  z.object({ type: z.literal('email'), to: z.array(z.string()) }),
  z.object({ type: z.literal('webhook'), url: z.string(), signingSecret: z.string() }),
  z.object({ type: z.literal('teams'), urlSecret: z.string() }),
  z.object({ type: z.literal('slack'), urlSecret: z.string() }),
]);

/** A channel of a rule. */
export const channelInDocument = z.discriminatedUnion('type', [
  ...directChannelInDocument.options,
  z.object({ type: z.literal('recipients') }),
]);
