import {
  readAlertRule,
  readCalendar,
  readJob,
  readLock,
  readRun,
} from '../../shared/contracts/http/operation-paths.ts';
import type { OperationPath } from '../../shared/contracts/http/operation-path.ts';
import { command } from '../command/command.ts';
import type { CommandContext } from '../command/command-context.ts';
import { requiredChoice, requiredText } from '../command/parameters.ts';
import { CALENDAR_FIELDS } from '../output/shared-columns.ts';
import { printAlertRule } from './alert-rules/show.ts';
import { printAlert } from './alerts/show.ts';
import { printJob } from './jobs/show.ts';
import { printLock } from './locks/show.ts';
import { printModel } from './models/show.ts';
import { printRun } from './runs/show.ts';
import { SPELLINGS, thingNamed } from './things.ts';

export const describe = command({
  name: 'describe',
  summary: 'show all that is known of a job, run, model, calendar, lock, alert or rule',
  arguments: {
    what: requiredChoice(SPELLINGS, 'what to describe'),
    name: requiredText('its id', { placeholder: 'id' }),
  },
  run: async (context, { what, name }) => {
    const read = async (operation: OperationPath, path: Readonly<Record<string, string>>): Promise<unknown> =>
      (await (await context.api()).call(operation, { path })).body;
    switch (thingNamed(what)) {
      case 'jobs':
        printJob(context, await read(readJob, { jobId: name }));
        return;
      case 'runs':
        printRun(context, await read(readRun, { runId: name }));
        return;
      case 'models':
        await printModel(context, name);
        return;
      case 'calendars':
        printCalendar(context, await read(readCalendar, { name }));
        return;
      case 'locks':
        printLock(context, await read(readLock, { resource: name }));
        return;
      case 'alerts':
        await printAlert(context, name);
        return;
      case 'alert-rules':
        printAlertRule(context, await read(readAlertRule, { ruleId: name }));
        return;
    }
  },
});

function printCalendar({ out }: CommandContext, calendar: unknown): void {
  out.item(calendar, CALENDAR_FIELDS);
}
