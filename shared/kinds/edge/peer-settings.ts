import { z } from 'zod';
import { outgoingUrlFaults } from '../../contracts/http/outgoing-url.ts';
import { secretName } from '../../contracts/http/secret-name.ts';
import { controlPlaneName } from './contracts/edge-planes.ts';
import { scheduleOr } from './settings.ts';

const peer = z.strictObject({
  name: controlPlaneName,
  url: z.string().superRefine((text, context) => {
    for (const message of outgoingUrlFaults(text, 'https://west.example.com')) context.addIssue(message);
  }),
  /** Names the secret with the API key of a role admin there. */
  secret: secretName.exactOptional(),
});

const peers = z
  .array(peer)
  .max(20)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must not name a peer twice');

const settings = z.object({
  EDGE__peers: z
    .string()
    .default('')
    .transform((text, context) => {
      if (text.trim() === '') return [];
      try {
        return peers.parse(JSON.parse(text));
      } catch (error) {
        const faults = error instanceof z.ZodError ? z.prettifyError(error) : 'it is no JSON';
        context.addIssue(
          `EDGE__peers must be a list such as [{"name":"west","url":"https://…","secret":"WEST"}]: ${faults}`,
        );
        return z.NEVER;
      }
    }),
  EDGE__exchangeSchedule: scheduleOr('*/15 * * * * *'),
});

/** With which control planes this one shares what people have set, and how often. */
export interface PeerSettings {
  readonly peers: readonly { readonly name: string; readonly url: string; readonly secret?: string }[];
  /** NCRONTAB, of six fields. */
  readonly exchangeSchedule: string;
}

/** @throws ZodError naming the setting that cannot be used. */
export function readPeerSettings(environment: Readonly<Record<string, string | undefined>>): PeerSettings {
  const { EDGE__peers, EDGE__exchangeSchedule } = settings.parse(environment);
  return {
    peers: EDGE__peers.map(({ url, ...rest }) => ({ ...rest, url: url.replace(/\/+$/, '') })),
    exchangeSchedule: EDGE__exchangeSchedule,
  };
}
