import { z } from 'zod';
import { DECISION_RULES } from '../../../shared/domain/stability/decide-alarm.ts';
import { readYamlFile } from '../../apply/read-documents.ts';
import { command } from '../../command/command.ts';
import { BadUsage, CommandFailed } from '../../command/failures.ts';
import { choice, flag, number, text, texts } from '../../command/parameters.ts';
import { printStability } from './print-stability.ts';

const isFile = true;

export const stabilityRun = command({
  name: 'stability run',
  summary: 'measure PSI and CSI of files on this machine; no server is needed',
  details: [
    'The engine is the one that runs use. CSV, plain or in gzip, and Parquet; several files are one sample.',
    '',
    '  evenkeel stability run --baseline january.csv --current february.csv --score score --bins',
  ].join('\n'),
  options: {
    baseline: texts('file of the baseline; may be given several times', { placeholder: 'file', isFile }),
    current: texts('file of the current sample; may be given several times', { placeholder: 'file', isFile }),
    score: text('the column of the score: its index is the PSI', { placeholder: 'column' }),
    column: texts('measure this column; several: all of them', { placeholder: 'column' }),
    bins: flag('every bin of every column'),
    binsFile: text('how the baseline becomes bins, as `bins` of a job has it, in YAML or JSON', {
      placeholder: 'file',
      isFile,
    }),
    delimiter: text('between the fields of CSV (,)', { placeholder: 'character' }),
    decimalComma: flag('1,5 is 1.5'),
    moderate: number('threshold of a moderate shift (0.1)'),
    significant: number('threshold of a significant shift (0.25)'),
    alpha: number('significance level (0.05)'),
    rule: choice(DECISION_RULES, 'when a column alarms'),
    failOn: choice(['alarm', 'moderate-shift', 'significant-shift'], 'exit code 1 when any column has it'),
  },
  run: async ({ out, around }, given) => {
    const { baseline, current, bins: hasBins, failOn, binsFile, column: columns, ...rest } = given;
    if (baseline.length === 0 || current.length === 0)
      throw new BadUsage('--baseline and --current are required');
    // The engine is large: no other command loads it.
    const { measureFiles } = await import('../../local-stability/measure-files.ts');
    const measured = await measureFiles({
      ...{ baseline, current, columns, ...rest },
      bins: binsFile === undefined ? {} : await readYamlFile(binsFile, around),
      signal: around.interrupted,
    });
    if (out.format === 'people') {
      const { baselineRowCount, currentRowCount, psi, band } = measured;
      const of = psi === null ? '' : `  PSI of the score: ${psi.toFixed(4)} (${band ?? ''})`;
      out.line(`Baseline: ${baselineRowCount} rows  Current: ${currentRowCount} rows${of}\n`);
    }
    printStability(out, measured, { hasBins });
    if (failOn !== undefined) assertNone(failOn, measured.columns);
  },
});

const judged = z.array(
  z.object({
    name: z.string(),
    band: z.string().nullable(),
    decision: z.object({ alarm: z.boolean() }).optional(),
  }),
);

function assertNone(failOn: string, columns: unknown): void {
  const names = judged
    .parse(columns)
    .filter(({ band, decision }) => {
      if (failOn === 'alarm') return decision?.alarm === true;
      return band === 'significant-shift' || band === failOn;
    })
    .map(({ name }) => name);
  if (names.length > 0) throw new CommandFailed(`${failOn}: ${names.join(', ')}`);
}
