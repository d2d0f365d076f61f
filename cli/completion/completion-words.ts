import { flagOf, type CommandUsage, type Parameter } from '../command/command-usage.ts';

/** The words that may come next on a command line, by the commands that stand on it already: `''`, `jobs`, `jobs pause`. */
export interface CompletionWords {
  /** Below a group. */
  readonly commands: ReadonlyMap<string, readonly { readonly word: string; readonly summary: string }[]>;
  /** Of a command. */
  readonly options: ReadonlyMap<string, readonly CompletionOption[]>;
  /** What a command's first argument may be, where that is known. */
  readonly choices: ReadonlyMap<string, readonly string[]>;
}

export interface CompletionOption {
  /** As in `--dry-run`. */
  readonly flag: string;
  readonly short?: string;
  readonly description: string;
  readonly isFlag: boolean;
  readonly isFile: boolean;
  readonly choices: readonly string[];
}

const GLOBAL: readonly CompletionOption[] = [
  valueOption('--server', 'address of the server'),
  valueOption('--token', 'token or API key'),
  valueOption('--author', 'who makes a change'),
  flagOption('--json', 'print JSON'),
  flagOption('--csv', 'print CSV'),
  flagOption('--utc', 'show times in UTC'),
  flagOption('--yes', 'do not ask'),
  flagOption('--help', 'print the usage'),
];

/** What completes the commands; their groups come with one line each. */
export function completionWords(
  commands: readonly CommandUsage[],
  groups: Readonly<Record<string, string>>,
): CompletionWords {
  const words = new Map<string, { word: string; summary: string }[]>([['', []]]);
  for (const { name, summary } of commands) {
    const [first = '', second] = name.split(' ');
    const [parent, word] = second === undefined ? ['', first] : [first, second];
    const siblings = words.get(parent) ?? [];
    if (!words.has(parent)) {
      words.get('')?.push({ word: parent, summary: groups[parent] ?? '' });
      words.set(parent, siblings);
    }
    siblings.push({ word, summary });
  }
  return {
    commands: words,
    options: new Map(commands.map(({ name, options }) => [name, [...options.map(toOption), ...GLOBAL]])),
    choices: new Map(
      commands.flatMap(({ name, arguments: [first] }) =>
        first?.choices === undefined ? [] : [[name, first.choices] as const],
      ),
    ),
  };
}

function toOption({ key, short, description, isFlag, isFile, choices = [] }: Parameter): CompletionOption {
  return {
    ...{ flag: flagOf(key), description, choices, isFlag: isFlag === true, isFile: isFile === true },
    ...(short === undefined ? {} : { short: `-${short}` }),
  };
}

function flagOption(flag: string, description: string): CompletionOption {
  return { flag, description, isFlag: true, isFile: false, choices: [] };
}

function valueOption(flag: string, description: string): CompletionOption {
  return { ...flagOption(flag, description), isFlag: false };
}
