import { registerBaseline } from '../../../shared/contracts/http/operation-paths.ts';
import { readYamlFile } from '../../apply/read-documents.ts';
import { command } from '../../command/command.ts';
import { BadUsage } from '../../command/failures.ts';
import { text, texts } from '../../command/parameters.ts';
import { textAt } from '../../output/read-field.ts';
import { model } from '../models/model-argument.ts';

export const baselineRegister = command({
  name: 'baseline register',
  summary: 'freeze a baseline of a model',
  details: [
    'The source is a file in blob storage: <container>/<name>. The same content again gives the same baseline.',
    'A --file has the whole request: source, columns, timeColumn, bins.',
  ].join('\n'),
  arguments: { model },
  options: {
    source: text('the file, such as baselines/churn.csv', { placeholder: 'path' }),
    column: texts('measure this column; several: all of them', { placeholder: 'column' }),
    file: text('the request as YAML or JSON', { short: 'f', placeholder: 'file', isFile: true }),
  },
  run: async (context, { model: modelId, source, column, file }) => {
    if ((source === undefined) === (file === undefined))
      throw new BadUsage('either --source or --file is required');
    const body =
      file === undefined
        ? { source, ...(column.length === 0 ? {} : { columns: column }) }
        : await readYamlFile(file, context.around);
    const { status, body: baseline } = await (
      await context.api()
    ).call(registerBaseline, { path: { modelId }, body });
    const baselineId = textAt(baseline, 'baselineId') ?? '';
    context.out.done(
      status === 201 ? `Baseline ${baselineId} is frozen.` : `Baseline ${baselineId} is there already.`,
      baseline,
    );
  },
});
