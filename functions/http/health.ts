import type { Health } from '../../shared/application/check-health.ts';
import { healthContract, type HealthView } from '../../shared/contracts/http/health.ts';
import { operation, type Operation } from './api/operation.ts';

/** `GET /api/health`: 200 when everything that is needed answers, else 503. */
export function healthOperations({
  checkHealth,
  version,
}: {
  readonly checkHealth: () => Promise<Health>;
  /** Of the build that answers. */
  readonly version: string;
}): readonly Operation[] {
  return [
    operation(healthContract, async () => {
      const { healthy, checks } = await checkHealth();
      const jsonBody: HealthView = { status: healthy ? 'healthy' : 'unhealthy', version, checks };
      return { status: healthy ? 200 : 503, jsonBody };
    }),
  ];
}
