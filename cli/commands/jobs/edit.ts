import { parseDocument, stringify } from 'yaml';
import { editJob, patchJob, readJob } from '../../../shared/contracts/http/operation-paths.ts';
import { readDocuments } from '../../apply/read-documents.ts';
import { toRequest } from '../../apply/to-request.ts';
import { definitionOf } from '../../apply/definition-of.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { reason } from '../../command/command-inputs.ts';
import { BadUsage, CommandFailed } from '../../command/failures.ts';
import { text } from '../../command/parameters.ts';
import { fieldAt, isRecord, wordAt } from '../../output/read-field.ts';
import { etagOf } from '../etag-of.ts';
import { job } from './job-argument.ts';

export const jobsEdit = command({
  name: 'jobs edit',
  summary: 'give a job another definition',
  details: [
    'Without --file and --patch the definition is opened in $VISUAL or $EDITOR. An edit that somebody else has',
    'overtaken is refused, with what differs.',
    '',
    `  evenkeel jobs edit churn-daily --patch '{"policies":{"overlap":"buffer-one"}}'`,
  ].join('\n'),
  arguments: { job },
  options: {
    file: text('the whole definition; - for standard input', {
      short: 'f',
      placeholder: 'file',
      isFile: true,
    }),
    patch: text('a JSON merge patch (RFC 7396) of the definition, as JSON or YAML', { placeholder: 'json' }),
    reason,
  },
  run: async (context, { job: jobId, file, patch, reason: why }) => {
    if (file !== undefined && patch !== undefined)
      throw new BadUsage('--file and --patch exclude each other');
    const api = await context.api();
    const stored = await api.call(readJob, { path: { jobId } });
    const headers = { ...context.reasonHeader(why), 'if-match': etagOf(stored) };
    const body = patch === undefined ? await newDefinition(context, stored.body, file) : readPatch(patch);
    const operation = patch === undefined ? editJob : patchJob;
    const { body: edited } = await api.call(operation, { path: { jobId }, headers, body });
    const isSame = fieldAt(edited, 'generation') === fieldAt(stored.body, 'generation');
    const generation = wordAt(edited, 'generation');
    context.out.done(
      isSame
        ? `Job ${jobId} is as it was.`
        : `Job ${jobId} has its new definition, generation ${generation}.`,
      edited,
    );
  },
});

function readPatch(patch: string): unknown {
  const document = parseDocument(patch);
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (document.errors.length > 0 || !isRecord(value)) throw new BadUsage('--patch must be an object');
  return value;
}

async function newDefinition(
  context: CommandContext,
  stored: unknown,
  file: string | undefined,
): Promise<unknown> {
  if (file !== undefined) {
    const [found, ...more] = await readDocuments([file], context.around);
    if (found === undefined || more.length > 0) throw new BadUsage(`${file} has to hold one job`);
    return toRequest(found, 'Job');
  }
  if (!context.around.stdin.isTty) throw new BadUsage('--file or --patch is required');
  const before = stringify(definitionOf(stored));
  const after = await context.around.edit(before);
  if (after === before) throw new CommandFailed('Nothing was changed.');
  const document = parseDocument(after);
  const [fault] = document.errors;
  if (fault !== undefined) throw new CommandFailed(`What was saved is no YAML: ${fault.message}`);
  return document.toJS({ maxAliasCount: 0 });
}
