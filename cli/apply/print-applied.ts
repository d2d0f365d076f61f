import { plain } from '../output/cell-text.ts';
import { column } from '../output/column.ts';
import type { Printer } from '../output/printer.ts';
import type { AppliedObject } from './applied-object.ts';

const COLUMNS = [
  column('kind', 'kind'),
  column('name', 'name'),
  column('outcome', 'outcome', 'word'),
  column('document', 'source'),
];

const OUTCOMES = ['created', 'updated', 'unchanged', 'deleted', 'kept', 'depends', 'failed'] as const;

/** Prints what became of each object, with what differs and what was wrong. */
export function printApplied(out: Printer, applied: readonly AppliedObject[], isDryRun: boolean): void {
  out.list(applied, COLUMNS);
  if (out.format !== 'people') return;
  for (const object of applied) printDetails(out, object);
  const counts = OUTCOMES.map((outcome) => ({
    outcome,
    count: applied.filter((object) => object.outcome === outcome).length,
  }));
  const said = counts.filter(({ count }) => count > 0).map(({ outcome, count }) => `${count} ${outcome}`);
  out.line(`\n${said.join(', ')}${isDryRun ? ' (a dry run: nothing was changed)' : ''}`);
}

function printDetails(
  out: Printer,
  { kind, name, differences = [], errors = [], warnings = [] }: AppliedObject,
): void {
  if (differences.length + errors.length + warnings.length === 0) return;
  out.line(`\n${kind} ${name}`);
  for (const { pointer, before, after } of differences) {
    const sign = before === undefined ? '+' : after === undefined ? '-' : '~';
    const values = [before, after]
      .filter((value) => value !== undefined)
      .map((value) => JSON.stringify(value));
    out.line(`  ${sign} ${pointer}: ${plain(values.join(' -> '))}`);
  }
  for (const [mark, faults] of [
    ['!', errors],
    ['?', warnings],
  ] as const)
    for (const fault of faults) out.line(`  ${mark} ${faultText(fault)}`);
}

function faultText({ pointer, detail }: { readonly pointer: string; readonly detail: string }): string {
  return `${pointer === '' ? '' : `${pointer}: `}${plain(detail)}`;
}
