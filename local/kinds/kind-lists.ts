/** A kind, as its folder in `shared/kinds` tells. */
export interface KindFolder {
  /** The folder's name, which is the kind's. */
  readonly name: string;
  /** Whether nobody but the folder knows what a task holds. */
  readonly isPlain: boolean;
}

const HEAD = '// Made by `npm run kinds` of the folders in shared/kinds; not to be edited.\n';

/** The text of each list of kinds by its path from the root, before it is formatted. */
export function kindLists(folders: readonly KindFolder[]): ReadonlyMap<string, string> {
  const plain = folders.filter(({ isPlain }) => isPlain);
  return new Map([
    ['shared/domain/job/plain-kinds.ts', namesText(plain)],
    ['shared/kinds/kind-lists.ts', entriesText(folders, plain)],
    ['functions/kinds/kind-registrations.ts', registrationsText(folders)],
  ]);
}

function namesText(plain: readonly KindFolder[]): string {
  return `${HEAD}
/** The kinds whose tasks only their own folder knows. */
export const PLAIN_KINDS = [${plain.map(({ name }) => `'${name}'`).join(', ')}] as const;
`;
}

function entriesText(folders: readonly KindFolder[], plain: readonly KindFolder[]): string {
  const imports = folders.map(({ name }) => `import { ${camelCase(name)}Kind } from './${name}/kind.ts';`);
  const entries = plain.map(({ name }) => `  '${name}': ${camelCase(name)}Kind,`);
  const orchestrators = folders.map(({ name }) => `  '${name}': ${camelCase(name)}Kind.orchestrator,`);
  return `${HEAD}
import type { JobKind, PlainKind } from '../domain/job/job-work.ts';
import type { KindDescription, PlainKindEntry } from './plain-kind.ts';
${imports.join('\n')}

/** What people read of each kind. */
export const KIND_DESCRIPTIONS: readonly KindDescription[] = [${folders.map(({ name }) => `${camelCase(name)}Kind`).join(', ')}];

/** The plain kinds by their names. */
export const PLAIN_KIND_ENTRIES: Readonly<Record<PlainKind, PlainKindEntry>> = {
${entries.join('\n')}
};

/** Which orchestrator does the work of a run, by the kind of its job. */
export const ORCHESTRATORS: Readonly<Record<JobKind, string>> = {
${orchestrators.join('\n')}
};
`;
}

function registrationsText(folders: readonly KindFolder[]): string {
  const nameOf = (name: string) => `register${camelCase(name).replace(/^./, (first) => first.toUpperCase())}`;
  const imports = folders.map(
    ({ name }) => `import { ${nameOf(name)} } from '../../shared/kinds/${name}/functions/register.ts';`,
  );
  return `${HEAD}
import type { JobKind } from '../../shared/domain/job/job-work.ts';
import type { RegisterKind } from './kind-host.ts';
${imports.join('\n')}

/** What brings each kind into the app. */
export const KIND_REGISTRATIONS: Readonly<Record<JobKind, RegisterKind>> = {
${folders.map(({ name }) => `  '${name}': ${nameOf(name)},`).join('\n')}
};
`;
}

function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}
