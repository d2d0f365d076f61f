import { basename, extname, resolve } from 'node:path';
import { applySet, deleteGone, findGone } from '../apply/apply-set.ts';
import type { AppliedObject } from '../apply/applied-object.ts';
import { parseDocuments } from '../apply/document.ts';
import { printApplied } from '../apply/print-applied.ts';
import { readDocuments } from '../apply/read-documents.ts';
import { command } from '../command/command.ts';
import type { CommandContext } from '../command/command-context.ts';
import { reason } from '../command/command-inputs.ts';
import { BadUsage, CommandFailed } from '../command/failures.ts';
import { flag, text, texts } from '../command/parameters.ts';

const file = texts(
  'a file, a folder with all below it, or - for standard input; may be given several times',
  {
    ...{ short: 'f', placeholder: 'path', isFile: true },
  },
);

const set = text('name of the set, for --prune (the name of the first path)', { placeholder: 'name' });

export const apply = command({
  name: 'apply',
  summary: 'make jobs, fleets, models and what else documents describe what they say',
  details: [
    'Documents are YAML, several in a file: apiVersion: evenkeel/v1, kind (Job, Model, Calendar, AlertRule,',
    'Fleet, JobTemplate, EdgeSite, Edge), metadata, spec.',
    'Applied twice, nothing changes the second time. Exit code 1 when any object failed; the others are applied.',
    '',
    '  evenkeel apply -f examples --dry-run',
    '  evenkeel apply -f examples --prune',
  ].join('\n'),
  options: {
    file,
    dryRun: flag('say what would change, and change nothing'),
    prune: flag(
      'delete jobs, models and alert rules that a former apply of this set made and that are gone from it',
    ),
    set,
    reason,
  },
  run: async (context, { file: paths, dryRun, prune, set: name, reason: why }) => {
    const applied = await run(context, { paths, isDryRun: dryRun, prune, name, why });
    printApplied(context.out, applied, dryRun);
    assertNoneFailed(applied);
  },
});

export const diff = command({
  name: 'diff',
  summary: 'show what apply would change',
  options: {
    file,
    prune: flag('also what --prune would delete'),
    set,
    exitCode: flag('exit code 1 when anything differs'),
  },
  run: async (context, { file: paths, prune, set: name, exitCode }) => {
    const applied = await run(context, { paths, isDryRun: true, prune, name, why: undefined });
    const different = applied.filter(({ outcome }) => outcome !== 'unchanged');
    if (different.length === 0 && context.out.format === 'people') context.out.line('Nothing differs.');
    else printApplied(context.out, different, true);
    assertNoneFailed(applied);
    if (exitCode && different.length > 0) throw new CommandFailed(`${different.length} objects differ.`);
  },
});

interface Request {
  readonly paths: readonly string[];
  readonly isDryRun: boolean;
  readonly prune: boolean;
  readonly name: string | undefined;
  readonly why: string | undefined;
}

async function run(
  context: CommandContext,
  { paths, isDryRun, prune, name, why }: Request,
): Promise<readonly AppliedObject[]> {
  const setName = nameOfSet(paths, name);
  const documents = parseDocuments(await readDocuments(paths, context.around));
  // An empty folder is more likely a mistake than the wish to have nothing left.
  if (documents.length === 0) throw new CommandFailed(`There is no document in ${paths.join(', ')}.`);
  const api = await context.api();
  const gone = prune ? await findGone(api, { set: setName, documents }) : [];
  if (gone.length > 0 && !isDryRun) {
    const names = gone.map((object) => `${object.kind} ${object.name}`).join(', ');
    await context.confirm(`Delete ${gone.length} that are gone: ${names}?`);
  }
  const headers = context.reasonHeader(why);
  const progress = (text: string): void => {
    context.out.progress(text);
  };
  const applied = await applySet(api, { documents, set: setName, isDryRun, headers, progress });
  if (isDryRun) return [...applied, ...gone];
  if (applied.some(({ outcome }) => outcome === 'failed') && gone.length > 0) {
    context.out.note('Nothing was deleted, since something could not be applied.');
    return applied;
  }
  return [...applied, ...(await deleteGone(api, gone, headers))];
}

/** The name that was given, or that of the first path. Throws BadUsage where there is neither. */
function nameOfSet(paths: readonly string[], name: string | undefined): string {
  const [first] = paths;
  if (first === undefined) throw new BadUsage('--file is required');
  const found = name ?? nameOf(first);
  if (found !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,52}$/.test(found)) return found;
  throw new BadUsage('--set is required: 1 to 53 letters, digits, ".", "_" or "-"');
}

/** Of a folder its name, of a file its name without the ending. */
function nameOf(path: string): string | undefined {
  return path === '-' ? undefined : basename(resolve(path), extname(path));
}

function assertNoneFailed(applied: readonly AppliedObject[]): void {
  const failed = applied.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) throw new CommandFailed(`${failed.length} of ${applied.length} objects failed.`);
}
