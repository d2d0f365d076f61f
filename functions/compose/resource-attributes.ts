import type { TelemetryConfig } from '../../shared/config/telemetry-config.ts';

/**
 * Where telemetry comes from, in OpenTelemetry's words: the service, this instance of it, and on Azure the function app. What
 * the settings say goes before.
 */
export function resourceAttributes(
  { serviceName, resourceAttributes: given }: TelemetryConfig,
  environment: Readonly<Record<string, string | undefined>>,
  instanceId: string,
): Readonly<Record<string, string>> {
  const site = environment['WEBSITE_SITE_NAME'];
  const region = environment['REGION_NAME'];
  return {
    'service.name': serviceName,
    'service.instance.id': environment['WEBSITE_INSTANCE_ID'] ?? environment['CONTAINER_NAME'] ?? instanceId,
    ...(site === undefined
      ? {}
      : { 'cloud.provider': 'azure', 'cloud.platform': 'azure.functions', 'faas.name': site }),
    ...(region === undefined ? {} : { 'cloud.region': region }),
    ...given,
  };
}
