import { z } from 'zod';
import type { CommandContext } from './command-context.ts';
import { BadUsage } from './failures.ts';
import { flagOf, type CommandUsage, type Parameter } from './command-usage.ts';
import { isRequired, metaOf } from './parameters.ts';

/** A command: data, and what it does. */
export interface Command extends CommandUsage {
  /** Throws BadUsage with every fault of what was given, and whatever the command itself throws. */
  run(context: CommandContext, given: Given): Promise<void>;
}

/** What stood on the command line, by key. */
export interface Given {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
}

interface CommandSource<A extends z.ZodRawShape, O extends z.ZodRawShape> {
  readonly name: string;
  readonly summary: string;
  readonly details?: string;
  readonly arguments?: A;
  readonly options?: O;
  readonly run: (
    context: CommandContext,
    given: z.output<z.ZodObject<A>> & z.output<z.ZodObject<O>>,
  ) => Promise<void>;
}

/** Has the types of what a command takes inferred from its parameters. */
export function command<A extends z.ZodRawShape, O extends z.ZodRawShape>(
  source: CommandSource<A, O>,
): Command {
  const { name, summary, details, run } = source;
  const argumentShape = source.arguments;
  const optionShape = source.options;
  return {
    ...{ name, summary },
    ...(details === undefined ? {} : { details }),
    arguments: parametersOf(argumentShape ?? {}),
    options: parametersOf(optionShape ?? {}),
    run: async (context, given) => {
      const args = parse(argumentShape, given.arguments, ({ placeholder }) => `<${placeholder}>`);
      const options = parse(optionShape, given.options, ({ key }) => flagOf(key));
      await run(context, { ...args, ...options });
    },
  };
}

function parametersOf(shape: z.ZodRawShape): readonly Parameter[] {
  return Object.entries(shape).map(([key, schema]) => ({
    ...metaOf(schema),
    key,
    isRequired: isRequired(schema),
  }));
}

function parse<S extends z.ZodRawShape>(
  shape: S | undefined,
  given: Readonly<Record<string, unknown>>,
  nameOf: (parameter: Parameter) => string,
): z.output<z.ZodObject<S>> {
  const schema: z.ZodObject<S> = z.object(shape);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = new Map(parametersOf(shape ?? {}).map((parameter) => [parameter.key, nameOf(parameter)]));
  const faults = parsed.error.issues.map(({ path, message }) => {
    const key = String(path[0]);
    return `${names.get(key) ?? key} ${given[key] === undefined ? 'is required' : message}`;
  });
  throw new BadUsage([...new Set(faults)].join('\n'));
}
