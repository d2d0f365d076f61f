import { z } from 'zod';

/*
 * Who delivers the e-mails of alerts: an SMTP server, or Azure Communication Services with the app's identity, or nobody;
 * then alerts go to other channels. The password is a secret: on Azure the setting is a Key Vault reference.
 */

const ADDRESS = /^[^\s<>@,;:"()]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;
const NAMED_ADDRESS = /^(?:[^\p{Cc}<>@,;:"()]*<([^<>]+)>|([^<>]+))$/u;

const SENDER_RULE = 'must be an e-mail address, or "Name <address>"';

export const mailSettings = {
  /** Name or address of the SMTP server. */
  SMTP__host: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an address')
    .optional(),
  /** Default: 587 with `starttls`, 465 with `tls`, 25 with `none`. */
  SMTP__port: z.coerce.number('must be a port').int('must be a port').min(1).max(65_535).optional(),
  /** How the connection is made safe: `starttls` (the default), `tls`, or `none` to a server on this machine. */
  SMTP__security: z.enum(['starttls', 'tls', 'none'], 'must be starttls, tls or none').optional(),
  /** Whom to log in as; left out where the server asks for no login. */
  SMTP__user: z.string().optional(),
  SMTP__password: z.string().optional(),
  /** Whom the e-mails are from: an address, or `Name <address>`. */
  SMTP__from: z.string().refine(isSender, SENDER_RULE).optional(),
  /** Address of the Communication Services resource. */
  ACS_EMAIL__endpoint: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  /** Whom the e-mails are from: an address of a domain that the resource has verified. */
  ACS_EMAIL__sender: z.string().regex(ADDRESS, 'must be an e-mail address').optional(),
};

type Values = z.output<z.ZodObject<typeof mailSettings>>;

export type MailConfig =
  | {
      readonly service: 'smtp';
      readonly host: string;
      readonly port: number;
      readonly security: 'starttls' | 'tls' | 'none';
      readonly login?: { readonly user: string; readonly password: string };
      readonly from: string;
    }
  | { readonly service: 'communication-services'; readonly endpoint: string; readonly sender: string };

const PORTS = { starttls: 587, tls: 465, none: 25 } as const;

/** Every fault of the settings taken together, by the setting that has to change. */
export function mailFaults(
  values: Readonly<Record<string, unknown>>,
): readonly { readonly name: string; readonly message: string }[] {
  const isGiven = (setting: string): boolean => values[setting] !== undefined;
  const smtp = Object.keys(mailSettings).filter((name) => name.startsWith('SMTP__') && isGiven(name));
  const acs = Object.keys(mailSettings).filter((name) => name.startsWith('ACS_') && isGiven(name));
  const missing = [
    ...(smtp.length === 0 ? [] : ['SMTP__host', 'SMTP__from']),
    ...(acs.length === 0 ? [] : ['ACS_EMAIL__endpoint', 'ACS_EMAIL__sender']),
    ...(isGiven('SMTP__user') ? ['SMTP__password'] : []),
    ...(isGiven('SMTP__password') ? ['SMTP__user'] : []),
  ];
  const faults = missing
    .filter((name) => !isGiven(name))
    .map((name) => ({ name, message: `is missing, as ${[...smtp, ...acs].join()} is set` }));
  return [
    ...faults,
    ...(smtp.length > 0 && acs.length > 0
      ? [{ name: 'ACS_EMAIL__endpoint', message: 'is too much: either it or SMTP__host' }]
      : []),
    ...(values['SMTP__security'] === 'none' && !isLoopback(values['SMTP__host'])
      ? [{ name: 'SMTP__security', message: 'may be none for a server on this machine only (127.0.0.1)' }]
      : []),
  ];
}

/** Undefined where nobody delivers e-mails. */
export function toMailConfig(values: Values): MailConfig | undefined {
  const { SMTP__host: host, SMTP__security: security = 'starttls', SMTP__from: from = '' } = values;
  const { ACS_EMAIL__endpoint: endpoint, ACS_EMAIL__sender: sender = '' } = values;
  if (endpoint !== undefined) return { service: 'communication-services', endpoint, sender };
  if (host === undefined) return undefined;
  const { SMTP__port: port = PORTS[security], SMTP__user: user, SMTP__password: password } = values;
  return {
    ...{ service: 'smtp', host, port, security, from },
    ...(user !== undefined && password !== undefined && { login: { user, password } }),
  };
}

function isSender(text: string): boolean {
  const [, bracketed, bare] = NAMED_ADDRESS.exec(text) ?? [];
  return ADDRESS.test((bracketed ?? bare ?? '').trim());
}

function isLoopback(host: unknown): boolean {
  return typeof host === 'string' && /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);
}
