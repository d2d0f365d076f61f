import type { Model } from '../../shared/domain/model/model.ts';
import { at } from './example-job.ts';

/** A model of the example jobs' value stream. */
export function exampleModel(changes: Partial<Model> = {}): Model {
  return {
    modelId: 'churn',
    valueStream: 'retention',
    description: 'Who is about to leave.',
    tags: ['team:retention', 'tier-1'],
    owner: 'ada@example.com',
    generation: 1,
    createdAt: at('2026-03-01T00:00:00Z'),
    updatedAt: at('2026-03-01T00:00:00Z'),
    ...changes,
  };
}
