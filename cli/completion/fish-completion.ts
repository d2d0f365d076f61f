import type { CompletionOption, CompletionWords } from './completion-words.ts';

/** A fish script that completes `evenkeel`. */
export function fishCompletion({ commands, options, choices }: CompletionWords): string {
  const groups = [...commands].flatMap(([parent, children]) => {
    const names = children.map(({ word }) => word);
    return children.map(({ word, summary }) =>
      line(conditionOf(parent, names), `-f -a ${quoted(word)}`, summary),
    );
  });
  const own = [...options].flatMap(([path, ofCommand]) => {
    const first = choices.get(path);
    const values = first === undefined ? [] : [line(seen(path), `-f -a ${quoted(first.join(' '))}`, 'value')];
    return [...values, ...ofCommand.map((option) => line(seen(path), optionOf(option), option.description))];
  });
  return [
    '# fish completion of evenkeel; in config.fish: evenkeel completion fish | source',
    'complete -c evenkeel -e',
    ...groups,
    ...own,
    '',
  ].join('\n');
}

function line(condition: string, what: string, description: string): string {
  return `complete -c evenkeel -n ${quoted(condition)} ${what} -d ${quoted(description)}`;
}

/** Within a group whose commands have not been named yet. */
function conditionOf(parent: string, names: readonly string[]): string {
  if (parent === '') return '__fish_use_subcommand';
  return `__fish_seen_subcommand_from ${parent}; and not __fish_seen_subcommand_from ${names.join(' ')}`;
}

function seen(path: string): string {
  return path
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
}

function optionOf({ flag, short, isFlag, isFile, choices }: CompletionOption): string {
  const names = `-l ${flag.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
  if (isFlag) return names;
  if (choices.length > 0) return `${names} -x -a ${quoted(choices.join(' '))}`;
  return `${names} ${isFile ? '-r -F' : '-x'}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
