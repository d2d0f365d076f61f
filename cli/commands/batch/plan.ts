import { planBatch } from '../../../shared/contracts/http/operation-paths.ts';
import { readYamlFile } from '../../apply/read-documents.ts';
import { command } from '../../command/command.ts';
import { CommandFailed } from '../../command/failures.ts';
import { choice, requiredText, text } from '../../command/parameters.ts';
import { isRecord } from '../../output/read-field.ts';
import { printPlan } from './print-plan.ts';

export const batchPlan = command({
  name: 'batch plan',
  summary: 'show where the jobs of a batch would go, and why; nothing is made',
  details: [
    'The file is the task of a batch: its jobs, each with name, image, cpu and memory, in JSON or YAML. A list of jobs alone',
    'will do. Without --nodes the cluster is asked which nodes it has, and what is free there.',
  ].join('\n'),
  options: {
    file: requiredText('the batch; - for standard input', { short: 'f', placeholder: 'file', isFile: true }),
    strategy: choice(['ratio', 'dominant-share'], 'in place of the file’s'),
    nodes: text('plan for these nodes: a list, each with name, cpu and memory', {
      placeholder: 'file',
      isFile: true,
    }),
  },
  run: async (context, { file, strategy, nodes }) => {
    const content = await readYamlFile(file, context.around);
    const batch = Array.isArray(content) ? { jobs: content } : content;
    if (!isRecord(batch)) throw new CommandFailed(`${file} has to hold a batch, or a list of jobs.`);
    const body = {
      ...batch,
      ...(strategy === undefined ? {} : { strategy }),
      ...(nodes === undefined ? {} : { nodes: await readYamlFile(nodes, context.around) }),
    };
    const answer = await (await context.api()).call(planBatch, { body });
    printPlan(context.out, answer.body);
  },
});
