import type { Issue } from '../errors.ts';
import type { BaselineOptions } from './baseline-options.ts';
import { findColumnOptionFaults } from './bin-option-faults.ts';
import { findConventionFaults } from './convention.ts';

/** Every fault of the options for a baseline with these columns; the pointers start at the options. */
export function findOptionFaults(options: BaselineOptions, names: readonly string[]): Issue[] {
  const { convention, columns = [], columnOptions = {}, segmentBy = [], weightColumn } = options;
  const known = new Set(names);
  const unknown = (name: string, pointer: string): Issue[] =>
    known.has(name) ? [] : [{ pointer, message: `there is no column '${name}' in the baseline` }];
  return [
    ...(convention === undefined ? [] : under('/convention', findConventionFaults(convention))),
    ...columns.flatMap((name, index) => unknown(name, `/columns/${index}`)),
    ...Object.entries(columnOptions).flatMap(([name, column]) => [
      ...unknown(name, columnPointer(name)),
      ...under(columnPointer(name), findColumnOptionFaults(column)),
    ]),
    ...segmentBy.flatMap((name, index) => [
      ...unknown(name, `/segmentBy/${index}`),
      ...(segmentBy.indexOf(name) < index
        ? [{ pointer: `/segmentBy/${index}`, message: `names '${name}' twice` }]
        : []),
      ...(name === weightColumn
        ? [{ pointer: `/segmentBy/${index}`, message: `names '${name}', which is the weight column` }]
        : []),
    ]),
    ...(weightColumn === undefined ? [] : unknown(weightColumn, '/weightColumn')),
  ];
}

/** Where a column's options are among a baseline's (RFC 6901). */
export function columnPointer(name: string): string {
  return `/columnOptions/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function under(pointer: string, issues: readonly Issue[]): Issue[] {
  return issues.map((issue) => ({ ...issue, pointer: `${pointer}${issue.pointer}` }));
}
