import type { ImportJobs } from '../../shared/application/import-jobs.ts';
import { importJobsContract, importView } from '../../shared/contracts/http/imports.ts';
import { operation, type Operation } from './api/operation.ts';

/** `POST /api/imports`: drafts of jobs made of another scheduler's definitions. */
export function importOperations({ importJobs }: { readonly importJobs: ImportJobs }): readonly Operation[] {
  return [
    operation(importJobsContract, async ({ body: { format, text, hasUserColumn, defaults } }) => ({
      jsonBody: importView(await importJobs({ format, text, defaults: { ...defaults, hasUserColumn } })),
    })),
  ];
}
