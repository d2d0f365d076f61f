import { readOverview } from '../../shared/contracts/http/operation-paths.ts';
import { command } from '../command/command.ts';
import { text } from '../command/parameters.ts';
import { column } from '../output/column.ts';
import { fieldAt, listAt, numberAt } from '../output/read-field.ts';

const OF_RUN = [
  column('job', 'jobId'),
  column('run', 'runId'),
  column('value stream', 'valueStream'),
] as const;

/** What needs somebody, in the order in which it is shown. */
const LISTS = [
  {
    ...{ name: 'drifting', heading: 'Models that drift' },
    columns: [
      ...[column('model', 'modelId'), column('value stream', 'valueStream'), column('psi', 'psi', 'index')],
      ...[column('band', 'highestBand', 'word'), column('due', 'dueAt', 'instant'), column('run', 'runId')],
    ],
  },
  {
    ...{ name: 'failing', heading: 'Jobs that fail' },
    columns: [
      ...[...OF_RUN, column('in a row', 'consecutiveFailures'), column('reason', 'failure.reason')],
      column('finished', 'finishedAt', 'instant'),
    ],
  },
  {
    ...{ name: 'late', heading: 'Runs that have not begun' },
    columns: [...OF_RUN, column('start', 'effectiveAt', 'instant')],
  },
  {
    ...{ name: 'dead', heading: 'Runs that were given up' },
    columns: [...OF_RUN, column('reason', 'cause.reason'), column('finished', 'finishedAt', 'instant')],
  },
  {
    ...{ name: 'quarantined', heading: 'Jobs that cannot be planned' },
    columns: [column('job', 'jobId'), column('since', 'at', 'instant'), column('error', 'error')],
  },
  {
    ...{ name: 'paused', heading: 'Jobs that are paused' },
    columns: [
      ...[column('job', 'jobId'), column('since', 'pausedAt', 'instant'), column('author', 'author')],
      column('reason', 'reason'),
    ],
  },
] as const;

const FIELDS = [
  column('dispatch', 'dispatch.state', 'word'),
  column('why', 'dispatch.why'),
  ...['pending', 'waiting', 'running'].map((state) => column(state, `dispatch.unfinished.${state}`)),
  column('open alerts', 'attention.alerts.count'),
  ...['succeeded', 'failed', 'cancelled', 'skipped', 'dead'].map((state) =>
    column(`${state} in 24 h`, (read) => endedAs(read, state)),
  ),
];

export const overview = command({
  name: 'overview',
  summary: 'show what needs somebody now, and how the last day went',
  options: { valueStream: text('of this value stream', { placeholder: 'name' }) },
  run: async (context, { valueStream }) => {
    const { body } = await (await context.api()).call(readOverview, { query: { valueStream } });
    context.out.item(body, FIELDS);
    for (const { name, heading, columns } of LISTS) {
      const found = fieldAt(body, `attention.${name}`);
      context.out.section(`${heading}: ${howMany(found)}`, listAt(found, 'items'), columns);
    }
  },
});

function endedAs(read: unknown, state: string): number {
  return listAt(read, 'runs').reduce<number>(
    (sum, hour) => sum + (numberAt(hour, `byState.${state}`) ?? 0),
    0,
  );
}

function howMany(found: unknown): string {
  const count = numberAt(found, 'count') ?? 0;
  return fieldAt(found, 'isCapped') === true ? `${count} or more` : String(count);
}
