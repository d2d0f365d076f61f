import { listSlots } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { all, instant, limit } from '../../command/command-inputs.ts';
import { readInstant } from '../../command/read-instant.ts';
import { SLOT_COLUMNS } from '../../output/columns.ts';
import { listThings } from '../list-things.ts';
import { job } from './job-argument.ts';

export const jobsWhy = command({
  name: 'jobs why',
  summary: 'say of every slot what became of it, and why',
  details: 'Without --from and --to: the last 24 hours. At most 31 days.',
  arguments: { job },
  options: { from: instant('first slot, included'), to: instant('last slot, included'), limit, all },
  run: async (context, { job: jobId, from, to, limit: most, all: isWhole }) => {
    const read = (option: string, text: string | undefined): string | undefined =>
      text === undefined
        ? undefined
        : readInstant(text, { option, now: context.around.now(), isUtc: context.options.utc });
    await listThings(context, {
      operation: listSlots,
      call: { path: { jobId }, query: { from: read('--from', from), to: read('--to', to) } },
      columns: SLOT_COLUMNS,
      empty: 'No slot was due.',
      ...{ limit: most, all: isWhole },
    });
  },
});
