import type { Operation } from '../api/call.ts';
import { relationField, type OperationField } from './operation-field.ts';
import type { InputTypes } from './input-types.ts';
import type { OutputTypes } from './output-types.ts';

interface Relation {
  /** Names of the types that have it. */
  readonly of: readonly string[];
  readonly field: string;
  readonly operationId: string;
  /** The fields of the thing that are the operation's parameters of the same name. */
  readonly by: readonly string[];
}

const JOBS = ['Job', 'JobSummary'];
const RUNS = ['Run', 'RunDetail'];
const MODELS = ['Model', 'ModelOverview'];
const ALERTS = ['Alert', 'AlertDetail'];

/** What leads from one thing to others. */
const RELATIONS: readonly Relation[] = [
  { of: JOBS, field: 'runs', operationId: 'listRuns', by: ['jobId'] },
  { of: JOBS, field: 'slots', operationId: 'listSlots', by: ['jobId'] },
  { of: JOBS, field: 'history', operationId: 'listJobHistory', by: ['jobId'] },
  { of: JOBS, field: 'backfills', operationId: 'listBackfills', by: ['jobId'] },
  { of: RUNS, field: 'job', operationId: 'readJob', by: ['jobId'] },
  { of: ['Run'], field: 'detail', operationId: 'readRun', by: ['runId'] },
  { of: MODELS, field: 'baselines', operationId: 'listBaselines', by: ['modelId'] },
  { of: MODELS, field: 'stability', operationId: 'listStability', by: ['modelId'] },
  { of: ALERTS, field: 'subjects', operationId: 'listAlertSubjects', by: ['incidentId'] },
  { of: ALERTS, field: 'deliveries', operationId: 'listAlertDeliveries', by: ['incidentId'] },
  { of: ['Alert'], field: 'detail', operationId: 'readAlert', by: ['incidentId'] },
];

/** The relations of each type, by its name. */
export function relationsOf(
  operations: readonly Operation[],
  types: { readonly inputs: InputTypes; readonly outputs: OutputTypes },
): Readonly<Record<string, Readonly<Record<string, OperationField>>>> {
  const found: Record<string, Record<string, OperationField>> = {};
  for (const { of, field, operationId, by } of RELATIONS) {
    const operation = operations.find(({ contract }) => contract.operationId === operationId);
    if (operation === undefined) continue;
    for (const name of of) {
      const fields = (found[name] ??= {});
      fields[field] = relationField(operation, types, (source) => parametersOf(source, by));
    }
  }
  return found;
}

function parametersOf(source: unknown, names: readonly string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of names) {
    const value: unknown =
      typeof source === 'object' && source !== null ? Reflect.get(source, name) : undefined;
    if (typeof value === 'string') given[name] = value;
  }
  return given;
}
