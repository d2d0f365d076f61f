import type { BicepFile } from './parse-bicep.ts';
import { decoratorOf, type Declaration } from './declarations.ts';
import { declaredKind, kindOf, type FindTemplate, type Surroundings } from './kind-of.ts';
import { problemAt, type Problem } from './problem.ts';
import { literalText, named, propertiesOf, unwrapped, type Syntax } from './syntax.ts';

/** Values that are not what their parameter or output is declared to be: defaults, and outputs. */
export function checkValues(file: BicepFile, findTemplate: FindTemplate): readonly Problem[] {
  const surroundings = { file, findTemplate };
  return file.declarations.flatMap((declaration) => {
    const { kind, value } = declaration;
    if (value === undefined || (kind !== 'param' && kind !== 'output')) return [];
    return valueProblems(value, surroundings, { declaration, declaredIn: file });
  });
}

interface Target {
  readonly declaration: Declaration;
  readonly declaredIn: BicepFile;
}

/** What is wrong with a value that a parameter is given, or that an output gives. */
export function valueProblems(
  value: Syntax,
  surroundings: Surroundings,
  { declaration, declaredIn }: Target,
): readonly Problem[] {
  const expected = declaredKind(declaration.type, declaredIn);
  const given = kindOf(value, surroundings);
  const report = (message: string): readonly Problem[] => [
    problemAt(surroundings.file, value, `${declaration.name}: ${message}`),
  ];
  if (expected !== 'any' && given !== 'any' && given !== expected) return report(`${given} for ${expected}`);
  if (!isAllowed(value, declaration)) return report(`${value.text} is none of the allowed values`);
  const bounds = boundsOf(declaration).filter(({ isKept }) => !isKept(value));
  return bounds.flatMap(({ name }) => report(`${value.text} is beyond @${name}`));
}

function isAllowed(value: Syntax, declaration: Declaration): boolean {
  const list = decoratorOf(declaration, 'allowed')?.arguments[0];
  const literal = unwrapped(value);
  const isLiteral = literalText(literal) !== undefined || literal.type === 'number';
  if (list === undefined || !isLiteral) return true;
  return named(list).some(({ text }) => text === literal.text);
}

interface Bound {
  readonly name: string;
  readonly isKept: (value: Syntax) => boolean;
}

/** Each bound of a parameter with the values that keep it; of a value that is no literal nothing is known. */
function boundsOf(declaration: Declaration): readonly Bound[] {
  const sizes = ['minLength', 'maxLength', 'minValue', 'maxValue'];
  return sizes.flatMap((name) => {
    const argument = decoratorOf(declaration, name)?.arguments[0];
    if (argument === undefined) return [];
    const limit = Number(argument.text);
    const isKept = (value: Syntax): boolean => {
      const size = name.endsWith('Length') ? lengthOf(value) : numberOf(value);
      if (size === undefined) return true;
      return name.startsWith('min') ? size >= limit : size <= limit;
    };
    return [{ name, isKept }];
  });
}

function lengthOf(value: Syntax): number | undefined {
  const literal = unwrapped(value);
  return literal.type === 'array' ? named(literal).length : literalText(literal)?.length;
}

function numberOf(value: Syntax): number | undefined {
  const literal = unwrapped(value);
  return literal.type === 'number' || literal.type === 'unary_expression' ? Number(literal.text) : undefined;
}

/** The values of an object by their names, for those whose names are told. */
export function valuesByName(object: Syntax): ReadonlyMap<string, Syntax> {
  return new Map(
    propertiesOf(object).flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const])),
  );
}
