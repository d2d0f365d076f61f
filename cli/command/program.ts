import { Argument, Command as Program, Option } from 'commander';
import type { Command } from './command.ts';
import { flagOf, type Parameter } from './command-usage.ts';
import { CommandContext, type GlobalOptions } from './command-context.ts';
import type { Surroundings } from '../surroundings.ts';

/** One line for each group of commands. */
export type Groups = Readonly<Record<string, string>>;

/** The command line as commander parses it: the usage, the suggestions and the options come from the commands. */
export function createProgram(
  { commands, groups }: { readonly commands: readonly Command[]; readonly groups: Groups },
  around: Surroundings,
): Program {
  const root = settled(new Program('evenkeel'), around)
    .description('Schedules model-stability work and the jobs around it.')
    .version(around.versions.cli, '-V, --version', 'print the version');
  for (const option of globalOptions()) root.addOption(option);
  const parents = new Map<string, Program>([['', root]]);
  for (const command of commands) {
    const [group, verb] = splitName(command.name);
    const parent =
      parents.get(group) ?? settled(root.command(group), around).description(groups[group] ?? '');
    parents.set(group, parent);
    addCommand(settled(parent.command(verb), around), command, { around, commands });
  }
  return root;
}

/** `jobs pause` is `pause` of the group `jobs`; `apply` of none. */
function splitName(name: string): readonly [group: string, verb: string] {
  const [first = '', second] = name.split(' ');
  return second === undefined ? ['', first] : [first, second];
}

function settled(program: Program, { stdout, stderr }: Surroundings): Program {
  return program
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('(Add --help for the usage.)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => {
        stdout.write(text);
      },
      writeErr: (text) => {
        stderr.write(text);
      },
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
}

function globalOptions(): readonly Option[] {
  return [
    new Option(
      '--server <url>',
      'address of the server (else EVENKEEL_SERVER, the one logged in to, or this machine)',
    ),
    new Option('--token <token>', 'token or API key (better: EVENKEEL_TOKEN, EVENKEEL_API_KEY or "login")'),
    new Option('--author <name>', 'who makes a change, where the server does not know its caller'),
    new Option('--json', 'print JSON').default(false, 'tables'),
    new Option('--csv', 'print CSV').default(false, 'tables'),
    new Option('--utc', 'show times in UTC').default(false, "the machine's zone"),
    new Option('-y, --yes', 'do not ask').default(false, 'ask on a terminal'),
  ];
}

function addCommand(
  program: Program,
  command: Command,
  { around, commands }: { readonly around: Surroundings; readonly commands: readonly Command[] },
): void {
  program.description(command.summary);
  if (command.details !== undefined) program.addHelpText('after', `\n${command.details}`);
  for (const parameter of command.arguments) program.addArgument(toArgument(parameter));
  for (const parameter of command.options) program.addOption(toOption(parameter));
  program.action(async () => {
    const context = new CommandContext(program.optsWithGlobals<GlobalOptions>(), around, commands);
    const values: readonly unknown[] = program.processedArgs;
    const named = command.arguments.map(({ key }, index) => [key, values[index]] as const);
    await command.run(context, { arguments: Object.fromEntries(named), options: program.opts() });
  });
}

function toArgument({ key, placeholder, isRequired, description, choices }: Parameter): Argument {
  const name = choices === undefined ? placeholder : key;
  const argument = new Argument(isRequired ? `<${name}>` : `[${name}]`, description);
  return choices === undefined ? argument : argument.choices(choices);
}

/** Whether it has to be given is the command's to say, all of them at once. */
function toOption({ key, placeholder, short, description, isFlag, isList, choices }: Parameter): Option {
  const names = short === undefined ? flagOf(key) : `-${short}, ${flagOf(key)}`;
  const option = new Option(isFlag === true ? names : `${names} <${placeholder}>`, description);
  if (choices !== undefined) option.choices(choices);
  if (isList !== true) return option;
  return option.argParser((value: string, earlier: readonly string[] | undefined) => [
    ...(earlier ?? []),
    value,
  ]);
}
