import { HostStartError } from '../host-start-error.ts';

export type AppSettings = Readonly<Record<string, string>>;

/**
 * Replaces each `%NAME%` of a binding property by the app setting of that name, as the platform does before it reads a binding.
 *
 * @throws HostStartError when a named setting does not exist.
 */
export function resolveSettings(text: string, settings: AppSettings, where: string): string {
  return text.replace(/%([^%]+)%/g, (_match, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new HostStartError(`${where}: there is no app setting "${name}"`);
    return value;
  });
}

const HOST_SETTING = /^AzureFunctionsJobHost(__|:)/i;

/**
 * On the platform an app setting can take the place of a value in host.json; here the file alone counts.
 *
 * @throws HostStartError naming the settings that would be passed over.
 */
export function assertNoHostSettings(settings: AppSettings): void {
  const names = Object.keys(settings).filter((name) => HOST_SETTING.test(name));
  if (names.length === 0) return;
  throw new HostStartError(
    `${names.join(', ')}: settings in place of host.json are not supported by this host`,
  );
}
