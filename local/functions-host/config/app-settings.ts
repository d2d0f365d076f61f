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
