import type { AnyOperationContract } from './operation.ts';

/** Of an operation's contract what it takes to call it. */
export type OperationPath = Pick<AnyOperationContract, 'operationId' | 'method' | 'path'>;

/** The URL below the API's base, each parameter encoded. Throws Error where one is missing. */
export function filledPath({ path }: OperationPath, values: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The path ${path} needs '${name}'.`);
    return encodeURIComponent(value);
  });
}
