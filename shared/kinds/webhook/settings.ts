import { z } from 'zod';

const address = z
  .string()
  .refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
    'must be an address, such as https://evenkeel.example.com',
  )
  .refine((text) => {
    const url = URL.parse(text);
    return url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  }, 'must have no user, no "?" and no "#"')
  .transform((text) => text.replace(/\/+$/, ''));

const settings = z.object({
  WEBHOOK__callbackBaseUrl: z
    .literal('')
    .transform(() => undefined)
    .or(address)
    .optional(),
  /** Set by the platform: the app's own host name. */
  WEBSITE_HOSTNAME: z.string().optional(),
});

export interface WebhookSettings {
  /** Where receivers reach the app, without a slash at the end; undefined: nobody knows. */
  readonly callbackBaseUrl: string | undefined;
}

/** The settings of the kind. Throws ZodError for one that cannot be used. */
export function readWebhookSettings(
  environment: Readonly<Record<string, string | undefined>>,
): WebhookSettings {
  const { WEBHOOK__callbackBaseUrl: given, WEBSITE_HOSTNAME: host = '' } = settings.parse(environment);
  return { callbackBaseUrl: given ?? (host === '' ? undefined : ownAddressOf(host)) };
}

/** On a laptop the platform's host speaks no TLS; elsewhere nothing else. */
function ownAddressOf(host: string): string {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host) ? `http://${host}` : `https://${host}`;
}
