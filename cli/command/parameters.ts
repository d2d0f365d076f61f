import { z } from 'zod';

/*
 * What commands take, as zod schemas whose `meta` says how they are written on a command line. Options are named by
 * their key: `dryRun` is written `--dry-run`.
 */

export interface ParameterMeta {
  readonly description: string;
  /** What stands for the value in the usage. */
  readonly placeholder: string;
  readonly short?: string;
  /** Given without a value. */
  readonly isFlag?: true;
  /** May be given several times. */
  readonly isList?: true;
  readonly choices?: readonly string[];
  /** Whether the value is a file, for completion. */
  readonly isFile?: true;
}

type Details = Partial<Omit<ParameterMeta, 'description' | 'isFlag' | 'isList'>>;

const metas = z.registry<ParameterMeta>();

/** How a parameter is written. Throws Error for a schema that none of the functions of this file has made. */
export function metaOf(schema: z.core.$ZodType): ParameterMeta {
  const meta = metas.get(schema);
  if (meta === undefined) throw new Error('A parameter has to be made by the functions of parameters.ts.');
  return meta;
}

/** Whether it has to be given. */
export function isRequired(schema: z.core.$ZodType): boolean {
  return !z.safeParse(schema, undefined).success;
}

function described<T extends z.ZodType>(
  schema: T,
  description: string,
  details: Partial<ParameterMeta> = {},
): T {
  metas.add(schema, { placeholder: 'text', ...details, description });
  return schema;
}

const anyText = z.string().min(1, 'must not be empty');

export function requiredText(description: string, details: Details = {}): z.ZodString {
  return described(anyText.clone(), description, details);
}

export function text(description: string, details: Details = {}): z.ZodOptional<z.ZodString> {
  return described(anyText.optional(), description, details);
}

export function flag(description: string, details: Details = {}): z.ZodDefault<z.ZodBoolean> {
  return described(z.boolean().default(false), description, { ...details, isFlag: true });
}

/** May be given several times. */
export function texts(description: string, details: Details = {}): z.ZodDefault<z.ZodArray<z.ZodString>> {
  return described(z.array(anyText).default([]), description, { ...details, isList: true });
}

export function choice<const T extends string>(
  values: readonly T[],
  description: string,
): z.ZodOptional<z.ZodEnum<{ [K in T]: K }>> {
  return described(oneOf(values).optional(), description, { placeholder: 'word', choices: values });
}

export function requiredChoice<const T extends string>(
  values: readonly T[],
  description: string,
): z.ZodEnum<{ [K in T]: K }> {
  return described(oneOf(values), description, { placeholder: 'word', choices: values });
}

function oneOf<const T extends string>(values: readonly T[]): z.ZodEnum<{ [K in T]: K }> {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

const count = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);

export function wholeNumber(description: string): z.ZodType<number | undefined, string | undefined> {
  return described(count.optional(), description, { placeholder: 'n' });
}

const decimal = z
  .string()
  .regex(/^\d*\.?\d+$/, 'must be a number')
  .transform(Number);

export function number(description: string): z.ZodType<number | undefined, string | undefined> {
  return described(decimal.optional(), description, { placeholder: 'number' });
}
