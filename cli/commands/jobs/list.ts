import { listJobs } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, limit } from '../../command/command-inputs.ts';
import { text, texts } from '../../command/parameters.ts';
import { JOB_COLUMNS } from '../../output/columns.ts';
import { listThings } from '../list-things.ts';

export const jobsList = command({
  name: 'jobs list',
  summary: 'list jobs',
  options: {
    valueStream: text('of this value stream', { placeholder: 'name' }),
    kind: text('of this kind, such as stability'),
    status: text('in this state, several with commas: active, paused, quarantined, completed'),
    model: text('that measure this model', { placeholder: 'model' }),
    tag: texts('that have this tag; several: all of them', { placeholder: 'tag' }),
    text: text('whose id, description or model has this text'),
    sort: text('jobId, nextDueAt, createdAt or updatedAt; with a - before it the other way round', {
      placeholder: 'field',
    }),
    ...{ limit, all },
  },
  run: async (context, { model, limit: most, all: isWhole, ...query }) => {
    await listThings(context, {
      operation: listJobs,
      call: { query: { ...query, modelId: model } },
      columns: JOB_COLUMNS,
      empty: 'There are no such jobs.',
      ...{ limit: most, all: isWhole },
    });
  },
});
