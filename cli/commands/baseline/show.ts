import { readBaseline } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { requiredText } from '../../command/parameters.ts';
import { column } from '../../output/column.ts';
import { BASELINE_COLUMNS } from '../../output/columns.ts';
import { listAt } from '../../output/read-field.ts';
import { model } from '../models/model-argument.ts';

const COLUMNS = [
  column('column', 'name'),
  column('type', 'type'),
  column('status', 'status', 'word'),
  column('binning', 'binning.method'),
  column('edges', 'binEdges'),
  column('levels', 'levels'),
];

const FIELDS = [
  ...BASELINE_COLUMNS,
  column('convention', 'specification.convention.name'),
  column('rows', 'specification.expected.rowCount'),
];

export const baselineShow = command({
  name: 'baseline show',
  summary: 'show a baseline with its bins',
  arguments: { model, baseline: requiredText('id of the baseline', { placeholder: 'baseline' }) },
  run: async (context, { model: modelId, baseline: baselineId }) => {
    const { body } = await (await context.api()).call(readBaseline, { path: { modelId, baselineId } });
    context.out.item(body, FIELDS);
    context.out.section('Columns', listAt(body, 'specification.columns'), COLUMNS);
  },
});
