import { z } from 'zod';

/*
 * Who may call. Without a setting everybody has to say who they are, by a token of one tenant of Entra ID or an API key.
 */

const CLIENT_IDS = 'must be client ids (GUIDs) separated by commas';
const ORIGINS = 'must be origins such as https://ui.example.com, in full, separated by commas; "*" is none';
const JWKS =
  'must be a JSON Web Key Set (RFC 7517) with public RSA keys that have a "kid", and nothing secret';

const publicKey = z
  .looseObject({ kty: z.literal('RSA'), kid: z.string().min(1), n: z.string(), e: z.string() })
  // The private members of an RSA key (RFC 7518, 6.3.2) begin with `d`.
  .refine((key) => !('d' in key));

const publicKeys = z.object({ keys: z.array(publicKey).min(1) });

const guid = z.guid('must be a GUID');

export const accessSettings = {
  /** `required`: every caller says who they are; `open`: nobody has to, on one machine and from it. */
  EVENKEEL_AUTH: z.enum(['required', 'open'], 'must be "required" or "open"').default('required'),
  /** The tenant whose tokens are believed. */
  AUTH__tenantId: guid.optional(),
  /** The app registration of this API: tokens are for it, or for `api://<client id>`. */
  AUTH__clientId: guid.optional(),
  /** The app registration of the web page, by which people sign in there; left out: they bring a token. */
  AUTH__pageClientId: guid.optional(),
  /** Where the page signs people in; left out for Entra ID in Azure's public cloud. */
  AUTH__authority: z.string().refine(isSafe, 'must be a URL, https or on the loopback address').optional(),
  /** Who issues the tokens; left out for Entra ID. */
  AUTH__issuer: z.string().optional(),
  /** Where the keys are that tokens are signed with; left out for Entra ID. */
  AUTH__jwksUri: z.string().refine(isSafe, 'must be a URL, https or on the loopback address').optional(),
  /** The keys themselves, as JSON, in place of an address. */
  AUTH__jwks: z
    .string()
    .transform(toJson)
    .pipe(publicKeys.catch({ keys: [] }))
    .refine(({ keys }) => keys.length > 0, JWKS)
    .optional(),
  /** Client ids of the programs that may call in their own name, separated by commas; left out: all of the tenant. */
  AUTH__allowedClients: z
    .string()
    .transform(toEntries)
    .refine((ids) => ids.every((id) => guid.safeParse(id).success), CLIENT_IDS)
    .default([]),
  /** `true` only where the platform verifies every caller itself, and nothing reaches the app past it. */
  AUTH__trustPlatformHeaders: z
    .enum(['true', 'false'], 'must be "true" or "false"')
    .transform((text) => text === 'true')
    .default(false),
  /** Origins whose pages may call, separated by commas. */
  CORS__allowedOrigins: z
    .string()
    .transform(toEntries)
    .refine((origins) => origins.every(isOrigin), ORIGINS)
    .default([]),
  /** How many requests a caller may send in a minute; 0 for any number. */
  RATE_LIMIT__requestsPerMinute: z.coerce.number().int().min(0).max(1_000_000).default(1200),
};

type Values = z.output<z.ZodObject<typeof accessSettings>>;
type Environment = Readonly<Record<string, string | undefined>>;

export type AuthenticationConfig =
  | { readonly mode: 'open' }
  | {
      readonly mode: 'required';
      readonly tenantId: string;
      readonly clientId: string;
      readonly issuer: string;
      readonly keys: { readonly uri: string } | { readonly publicKeys: z.output<typeof publicKeys> };
      readonly allowedClients: readonly string[];
      readonly trustsPlatformHeaders: boolean;
      /** Absent where the page signs nobody in. */
      readonly page?: PageSignIn;
    };

/** How the web page signs people in: by the authorization code flow of Entra ID, as a public client. */
export interface PageSignIn {
  readonly tenantId: string;
  readonly clientId: string;
  /** Address of the tenant, without a slash at its end. */
  readonly authority: string;
  readonly scope: string;
}

export interface AccessConfig {
  readonly authentication: AuthenticationConfig;
  readonly allowedOrigins: readonly string[];
  /** 0: any number. */
  readonly requestsPerMinute: number;
}

/** What the platform sets wherever an app runs on it. */
const PLATFORM_SETTINGS = ['WEBSITE_SITE_NAME', 'WEBSITE_INSTANCE_ID'];

/** Every fault of the settings taken together, by the setting that has to change. */
export function accessFaults(
  values: Readonly<Record<string, unknown>>,
  environment: Environment,
): { name: string; message: string }[] {
  if (values['EVENKEEL_AUTH'] === 'open') {
    const platform = PLATFORM_SETTINGS.find((name) => (environment[name] ?? '') !== '');
    if (platform === undefined) return [];
    const message = `must not be "open" on Azure, where ${platform} is set: everybody could call`;
    return [{ name: 'EVENKEEL_AUTH', message }];
  }
  const needed = ['AUTH__tenantId', 'AUTH__clientId'].filter((name) => values[name] === undefined);
  const faults = needed.map((name) => ({
    name,
    message: 'is missing; on one machine EVENKEEL_AUTH can be "open" instead',
  }));
  if (values['AUTH__jwks'] === undefined || values['AUTH__jwksUri'] === undefined) return faults;
  return [...faults, { name: 'AUTH__jwks', message: 'is too much: either it or AUTH__jwksUri' }];
}

/** Of settings without faults. */
export function toAccessConfig(values: Values): AccessConfig {
  return {
    authentication: toAuthentication(values),
    allowedOrigins: values.CORS__allowedOrigins,
    requestsPerMinute: values.RATE_LIMIT__requestsPerMinute,
  };
}

function toAuthentication(values: Values): AuthenticationConfig {
  if (values.EVENKEEL_AUTH === 'open') return { mode: 'open' };
  const { AUTH__tenantId: tenantId = '', AUTH__clientId: clientId = '', AUTH__jwks: jwks } = values;
  const authority = (values.AUTH__authority ?? `https://login.microsoftonline.com/${tenantId}`).replace(
    /\/$/,
    '',
  );
  const { AUTH__pageClientId: pageClientId } = values;
  const scope = `api://${clientId}/.default`;
  return {
    ...{ mode: 'required', tenantId, clientId },
    issuer: values.AUTH__issuer ?? `${authority}/v2.0`,
    keys:
      jwks === undefined
        ? { uri: values.AUTH__jwksUri ?? `${authority}/discovery/v2.0/keys` }
        : { publicKeys: jwks },
    allowedClients: values.AUTH__allowedClients,
    trustsPlatformHeaders: values.AUTH__trustPlatformHeaders,
    ...(pageClientId && { page: { tenantId, clientId: pageClientId, authority, scope } }),
  };
}

function toEntries(text: string): string[] {
  return text.split(',').map((entry) => entry.trim());
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As a browser sends it: scheme, host and port, without a slash at the end. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}

function isSafe(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || url?.hostname === '127.0.0.1' || url?.hostname === '[::1]';
}
