import { readMe } from '../../shared/contracts/http/operation-paths.ts';
import { command } from '../command/command.ts';
import { column } from '../output/column.ts';
import { listAt, textAt } from '../output/read-field.ts';

const FIELDS = [
  column('name', 'name'),
  column('id', 'id'),
  column('may', (me) =>
    listAt(me, 'grants').map(
      (grant) => `${textAt(grant, 'role') ?? '?'} of ${textAt(grant, 'valueStream') ?? '?'}`,
    ),
  ),
];

export const whoami = command({
  name: 'whoami',
  summary: 'show who the server takes you for, and what you may do',
  run: async (context) => {
    const { body } = await (await context.api()).call(readMe);
    context.out.item(body, FIELDS);
  },
});
