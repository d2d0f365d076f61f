import { stringify } from 'yaml';
import { documentOf } from '../apply/definition-of.ts';
import { command } from '../command/command.ts';
import { all, limit } from '../command/command-inputs.ts';
import { BadUsage } from '../command/failures.ts';
import { flag, requiredChoice, text } from '../command/parameters.ts';
import { listThings } from './list-things.ts';
import { singularOf, SPELLINGS, thingNamed, THINGS } from './things.ts';

export const get = command({
  name: 'get',
  summary: 'list jobs, runs, models, calendars, locks, alerts or their rules, or one of them',
  details: [
    'With --yaml a job, model, calendar or alert rule is printed as "apply" takes it.',
    '',
    '  evenkeel get jobs --value-stream retention',
    '  evenkeel get job churn-daily --yaml',
  ].join('\n'),
  arguments: {
    what: requiredChoice(SPELLINGS, 'what to get'),
    name: text('its id; without it the list', { placeholder: 'id' }),
  },
  options: {
    valueStream: text('of this value stream', { placeholder: 'name' }),
    yaml: flag('as a document that "apply" takes'),
    ...{ limit, all },
  },
  run: async (context, { what, name, valueStream, yaml, limit: most, all: isWhole }) => {
    const plural = thingNamed(what);
    const { list, read, key, columns } = THINGS[plural];
    if (name === undefined) {
      if (yaml) throw new BadUsage('--yaml needs an id');
      const call = { query: { valueStream } };
      const empty = `There are no ${plural}.`;
      await listThings(context, { operation: list, call, columns, empty, limit: most, all: isWhole });
      return;
    }
    const { body } = await (await context.api()).call(read, { path: { [key]: name } });
    if (!yaml) context.out.list([body], columns);
    else context.out.text(stringify(documentOf(singularOf(plural), body)));
  },
});
