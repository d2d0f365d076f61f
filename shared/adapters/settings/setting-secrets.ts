import type { Secrets } from '../../application/ports/secrets.ts';

const PREFIX = 'SECRETS__';

/**
 * Secrets from app settings: `SECRETS__<name>`, which on Azure is a reference to Key Vault, so that the platform fetches
 * the value and the app never holds its address. An empty setting is none.
 */
export class SettingSecrets implements Secrets {
  readonly #settings: Readonly<Record<string, string | undefined>>;

  constructor(settings: Readonly<Record<string, string | undefined>>) {
    this.#settings = settings;
  }

  get(name: string): string | undefined {
    const value = this.#settings[`${PREFIX}${name}`];
    return value === '' ? undefined : value;
  }
}
