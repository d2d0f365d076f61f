import { readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { importJobs } from '../../shared/contracts/http/operation-paths.ts';
import { API_VERSION } from '../apply/document.ts';
import { readYamlFile } from '../apply/read-documents.ts';
import { command } from '../command/command.ts';
import { CommandFailed } from '../command/failures.ts';
import { flag, requiredChoice, requiredText, text } from '../command/parameters.ts';
import { plain } from '../output/cell-text.ts';
import { isRecord } from '../output/read-field.ts';

/** What they are called here, and in the API. */
const FORMATS = {
  crontab: 'crontab',
  kubernetes: 'kubernetes-cronjob',
  databricks: 'databricks',
  azure: 'azure-timer',
} as const;

const answer = z.looseObject({
  jobs: z.array(
    z.looseObject({
      name: z.string(),
      definition: z.record(z.string(), z.unknown()),
      source: z.looseObject({ line: z.number().optional(), path: z.string().optional() }).optional(),
      differences: z.array(z.looseObject({ code: z.string(), message: z.string() })).default([]),
    }),
  ),
  problems: z.array(z.looseObject({ line: z.number().optional(), message: z.string() })).default([]),
});

type ImportedJob = z.output<typeof answer>['jobs'][number];

export const importFile = command({
  name: 'import',
  summary: 'make jobs of a crontab, Kubernetes CronJobs, Databricks jobs or Azure timers',
  details: [
    'Prints documents for "apply", with what differs in meaning as comments; nothing is stored. Read them, add what is',
    'missing, above all the task, then apply them. Exit code 1 when a part of the file could not be understood.',
  ].join('\n'),
  arguments: {
    file: requiredText('what to import; - for standard input', { placeholder: 'file', isFile: true }),
  },
  options: {
    from: requiredChoice(['crontab', 'kubernetes', 'databricks', 'azure'], 'what the file is'),
    valueStream: requiredText('that the jobs belong to', { placeholder: 'name' }),
    timeZone: text('where the file names none', { placeholder: 'zone' }),
    kind: text('of the jobs, such as stability'),
    userColumn: flag('of a crontab: a user stands before the command, as in /etc/crontab'),
    task: text('the task of every job, in YAML or JSON', { placeholder: 'file', isFile: true }),
    output: text('write the documents there', { short: 'o', placeholder: 'file', isFile: true }),
  },
  run: async (context, { file, from, userColumn, task, output, ...given }) => {
    const content = file === '-' ? await context.around.stdin.readAll() : await contentOf(file);
    const defaults = {
      ...withoutAbsent(given),
      ...(task === undefined ? {} : { task: await readYamlFile(task, context.around) }),
    };
    const body = {
      ...{ format: FORMATS[from], text: content, defaults },
      ...(userColumn ? { hasUserColumn: true } : {}),
    };
    const imported = (await (await context.api()).call(importJobs, { body })).body;
    const { jobs, problems } = answer.parse(imported);
    const { out } = context;
    if (out.format === 'json') out.json(imported);
    else if (output === undefined) out.text(jobs.map(toDocument).join(''));
    else await writeFile(output, jobs.map(toDocument).join(''));
    const count = jobs.reduce((sum, { differences }) => sum + differences.length, 0);
    out.note(`${jobs.length} jobs, ${count} differences in meaning, ${problems.length} problems.`);
    for (const { line, message } of problems)
      out.note(`  ${line === undefined ? '' : `line ${line}: `}${plain(message)}`);
    if (problems.length > 0) throw new CommandFailed('A part of the file was not understood.');
  },
});

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(`'${file}' cannot be read.`, { cause: error });
  }
}

function toDocument({ name, definition, source, differences }: ImportedJob): string {
  const { jobId, valueStream, description, tags, ...spec } = definition;
  const at = source?.line === undefined ? source?.path : `line ${source.line}`;
  const document = {
    apiVersion: API_VERSION,
    kind: 'Job',
    metadata: withoutAbsent({
      name: typeof jobId === 'string' ? jobId : name,
      valueStream,
      description,
      tags,
    }),
    spec,
  };
  const comments = [
    ...(at === undefined ? [] : [`From ${at}.`]),
    ...differences.map(({ code, message }) => `${code}: ${message}`),
    ...(isRecord(spec['task']) ? [] : ['spec.task is missing: say what the job does.']),
  ];
  return `---\n${comments.map((comment) => `# ${plain(comment)}\n`).join('')}${stringify(document)}`;
}

function withoutAbsent(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
