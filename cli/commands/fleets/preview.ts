import { previewFleet } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { CommandFailed } from '../../command/failures.ts';
import { fieldAt, isRecord, listAt, numberAt } from '../../output/read-field.ts';
import { FILE_DETAILS, file, readFleetFile } from './fleet-file.ts';
import { PREVIEW_COLUMNS } from './fleet-output.ts';

export const fleetsPreview = command({
  name: 'fleets preview',
  summary: 'say what "fleets apply" would do, and do nothing',
  details: [FILE_DETAILS, 'Exit code 1 when a model could not have the job that it should have.'].join('\n'),
  options: { file },
  run: async (context, { file: path }) => {
    const { fleetId, body } = await readFleetFile(context, path);
    const { body: preview } = await (await context.api()).call(previewFleet, { path: { fleetId }, body });
    const counts = fieldAt(preview, 'counts');
    context.out.list(listAt(preview, 'jobs'), PREVIEW_COLUMNS, 'Nothing would change.');
    const words = Object.entries(isRecord(counts) ? counts : {}).map(
      ([name, count]) => `${String(count)} ${name}`,
    );
    const isPartial = fieldAt(preview, 'isPartial') === true;
    const first = isPartial ? 'the first ' : '';
    context.out.note(`Of ${first}${numberAt(preview, 'models') ?? 0} models: ${words.join(', ')}.`);
    const failed = numberAt(counts, 'fail') ?? 0;
    if (failed > 0) throw new CommandFailed(`${failed} models could not have the job that they should have.`);
  },
});
