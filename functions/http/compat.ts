import { z } from 'zod';
import type { CheckMigration } from '../../shared/application/check-migration.ts';
import { columnChecksCsv, migrationCheckRequest } from '../../shared/contracts/http/compat.ts';
import { modelId } from '../../shared/contracts/http/stability-task.ts';
import type { FunctionRegistry } from '../registry.ts';
import { httpHandler } from './handler.ts';
import { acceptedForm } from './negotiate.ts';
import { parseInput, readJson } from './read-json.ts';

interface UseCases {
  readonly checkMigration: CheckMigration;
}

const path = z.object({ modelId });

/**
 * `POST /api/models/{modelId}/migration-check`: what other tools make of two samples beside the house convention, as
 * JSON or CSV. Nothing is stored.
 */
export function registerCompat(app: FunctionRegistry, { checkMigration }: UseCases): void {
  app.http('checkMigration', {
    methods: ['POST'],
    route: 'models/{modelId}/migration-check',
    authLevel: 'function',
    handler: httpHandler(async (request) => {
      const model = parseInput(request.params, path, 'The path has faults.');
      const check = await checkMigration(await readJson(request, migrationCheckRequest));
      return acceptedForm(request) === 'json'
        ? { jsonBody: { ...model, ...check } }
        : {
            headers: { 'content-type': 'text/csv; charset=utf-8; header=present' },
            body: columnChecksCsv(check.columns),
          };
    }),
  });
}
