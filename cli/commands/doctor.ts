import { column } from '../output/column.ts';
import { command } from '../command/command.ts';
import { CommandFailed } from '../command/failures.ts';
import { examine } from '../settings/examine.ts';

const COLUMNS = [column('check', 'check'), column('result', 'result', 'word'), column('detail', 'detail')];

export const doctor = command({
  name: 'doctor',
  summary: 'check the configuration, the server, the clock and the versions',
  details: 'Exit code 1 when something is at fault; warnings leave it 0.',
  run: async (context) => {
    const findings = await examine(context);
    context.out.list(findings, COLUMNS);
    const faults = findings.filter(({ result }) => result === 'fault');
    if (faults.length > 0) throw new CommandFailed(`${faults.length} checks found a fault.`);
  },
});
