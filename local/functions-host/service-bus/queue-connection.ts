import type { AppSettings } from '../config/app-settings.ts';
import { HostStartError } from '../host-start-error.ts';

/**
 * Finds the connection string that a trigger's `connection` names: the setting itself, or with `AzureWebJobs` before it.
 *
 * @throws HostStartError when there is none, also when only an identity-based connection is configured.
 */
export function connectionStringOf(connection: string, settings: AppSettings, where: string): string {
  const found = settings[connection] ?? settings[`AzureWebJobs${connection}`];
  if (found !== undefined && found !== '') return found;
  const hint =
    settings[`${connection}__fullyQualifiedNamespace`] === undefined
      ? `there is no app setting "${connection}" with a connection string`
      : `"${connection}__fullyQualifiedNamespace" asks for an identity, which this host does not have; set "${connection}"`;
  throw new HostStartError(`${where}: ${hint}`);
}
