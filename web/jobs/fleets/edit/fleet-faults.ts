import type { Fault } from '../../edit/draft/field-faults.ts';
import { pointerText } from '../../edit/changes/value-text.ts';

const PART = '/template';

/** What is typed at the head of a fleet, by what it is called in a fault. */
const HEAD: Readonly<Record<string, string>> = {
  '/fleetId': 'Id',
  '/valueStream': 'Value stream',
  '/description': 'Description',
  '/selector/tags': 'Tags',
  '/selector/owner': 'Owner',
  '/selector/idPrefix': 'Id begins with',
  '/selector/modelIds': 'These models',
  '/selector/exceptModelIds': 'But not these',
};

/** The faults of the template, by pointers into it. */
export function partFaults(faults: readonly Fault[], part: string = PART): readonly Fault[] {
  return faults.flatMap(({ pointer, detail }) =>
    pointer === part || pointer.startsWith(`${part}/`)
      ? [{ pointer: pointer.slice(part.length), detail }]
      : [],
  );
}

/** The field at the head that a fault is of, as it is in `HEAD`; undefined where it is of something else. */
export function headField(pointer: string): string | undefined {
  return Object.keys(HEAD).find((field) => pointer === field || pointer.startsWith(`${field}/`));
}

/** What a fault is of, for people. */
export function faultLabel(pointer: string): string {
  const [, first, model] = pointer.split('/');
  if (first === 'overrides' && model !== undefined) return `Override of ${model}`;
  const field = headField(pointer);
  if (field !== undefined) return HEAD[field] ?? field;
  return pointerText(pointer.startsWith(`${PART}/`) ? pointer.slice(PART.length) : pointer) || 'Definition';
}
