import type { Issue } from '../errors.ts';

/** What a placeholder may stand for: parts of the local time at which the data interval starts. */
const PLACEHOLDERS = ['yyyy', 'MM', 'dd', 'HH', 'mm'] as const;

type Placeholder = (typeof PLACEHOLDERS)[number];

/** Azure's rule for the names of containers; `$web` and the like hold no data. */
const CONTAINER = /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Azure's limit for a blob's name, in characters. */
const MAX_NAME_LENGTH = 1024;

const BRACES = /\{([^{}]*)\}/g;

/** Every fault of a path of a data source, each with a pointer; none when it can be resolved. */
export function dataPathIssues(path: string, pointer = ''): readonly Issue[] {
  const slash = path.indexOf('/');
  if (slash < 0) {
    const message = `'${path}' names no container: write <container>/<name>`;
    return [{ pointer, message }];
  }
  const faults = [...containerFaults(path.slice(0, slash)), ...nameFaults(path.slice(slash + 1))];
  return faults.map((message) => ({ pointer, message }));
}

function isPlaceholder(name: string): name is Placeholder {
  return PLACEHOLDERS.some((known) => known === name);
}

function containerFaults(container: string): readonly string[] {
  if (container === '') return ['names no container: write <container>/<name>, without a "/" before it'];
  if (CONTAINER.test(container)) return [];
  return [
    `'${container}' is no container: its name has 3 to 63 small letters, digits and single hyphens, and no ` +
      'placeholder or "*"',
  ];
}

function nameFaults(name: string): readonly string[] {
  const steps = name.endsWith('/') ? name.slice(0, -1).split('/') : name.split('/');
  // A whole container: everything below it.
  const isWholeContainer = name === '';
  return [
    ...placeholderFaults(name),
    ...(isWholeContainer || !steps.includes('') ? [] : ['has an empty step ("//")']),
    ...['.', '..'].filter((step) => steps.includes(step)).map((step) => `has the step "${step}"`),
    ...(name.includes('**')
      ? ['has "**"; "*" stands for any characters but "/", "/" at the end for all']
      : []),
    ...(name.includes('\\') ? ['has a "\\"; steps are separated by "/"'] : []),
    ...(/\p{Cc}/u.test(name) ? ['has a control character'] : []),
    ...(name.length > MAX_NAME_LENGTH ? [`is longer than ${MAX_NAME_LENGTH} characters`] : []),
  ];
}

function placeholderFaults(name: string): readonly string[] {
  const known = PLACEHOLDERS.map((placeholder) => `{${placeholder}}`).join(' ');
  const unknown = [...name.matchAll(BRACES)].filter(([, inner = '']) => !isPlaceholder(inner));
  const names = [...new Set(unknown.map(([text]) => text))];
  const faults = names.map((text) => `'${text}' is no placeholder; there are ${known}`);
  return /[{}]/.test(name.replaceAll(BRACES, '')) ? [...faults, 'has a brace without its pair'] : faults;
}
