import type { BicepFile } from './parse-bicep.ts';
import { decoratorOf, type Declaration } from './declarations.ts';
import { problemAt, type Problem } from './problem.ts';
import { literalText, within } from './syntax.ts';

/** Every parameter says what it is, and whether it has to be given. */
export function checkDescriptions(file: BicepFile): readonly Problem[] {
  const parameters = file.declarations.filter(({ kind }) => kind === 'param');
  return parameters.flatMap((parameter) => {
    const expected = isRequired(parameter) ? 'Required.' : 'Optional.';
    const description = literalText(decoratorOf(parameter, 'description')?.arguments[0]);
    if (description?.startsWith(`${expected} `) === true) return [];
    const message = `the description of '${parameter.name}' has to begin with '${expected}'`;
    return [problemAt(file, parameter.at, message)];
  });
}

/** Whether a parameter has to be given: it has no default, and nothing is no value for it. */
export function isRequired({ value, type }: Declaration): boolean {
  const isNullable = type !== undefined && [...within(type)].some((part) => part.type === 'nullable_type');
  return value === undefined && !isNullable;
}
