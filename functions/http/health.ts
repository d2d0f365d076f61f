import type { Health } from '../../shared/application/check-health.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';

/** `GET /api/health`: 200 when everything that is needed answers, else 503. */
export function registerHealth(
  app: FunctionRegistry,
  { checkHealth }: { readonly checkHealth: () => Promise<Health> },
): void {
  app.http('health', {
    methods: ['GET'],
    route: 'health',
    authLevel: 'anonymous',
    handler: httpHandler(async () => {
      const { healthy, checks } = await checkHealth();
      return {
        status: healthy ? 200 : 503,
        jsonBody: { status: healthy ? 'healthy' : 'unhealthy', checks },
      };
    }),
  });
}
