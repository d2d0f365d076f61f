import { listAlertSubjects, readAlert } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { ALERT_FIELDS, ALERT_SUBJECT_COLUMNS, CAUSE_COLUMNS } from '../../output/alert-columns.ts';
import { isRecord, listAt } from '../../output/read-field.ts';
import { incident } from './incident-argument.ts';

/** Of the jobs, models and locks: those that are not well come first. */
const SHOWN = 20;

export const alertsShow = command({
  name: 'alerts show',
  summary: 'show an incident with its causes, and what is not well',
  arguments: { incident },
  run: async (context, { incident: incidentId }) => {
    await printAlert(context, incidentId);
  },
});

export async function printAlert(context: CommandContext, incidentId: string): Promise<void> {
  const api = await context.api();
  const path = { incidentId };
  const [{ body }, subjects] = await Promise.all([
    api.call(readAlert, { path }),
    api.list(listAlertSubjects, { path }, SHOWN),
  ]);
  const { out } = context;
  out.item({ ...(isRecord(body) ? body : {}), subjects: subjects.items }, ALERT_FIELDS);
  out.section('Causes', listAt(body, 'causes'), CAUSE_COLUMNS);
  out.section('Jobs, models and locks', subjects.items, ALERT_SUBJECT_COLUMNS);
  if (subjects.hasMore) out.note(`There are more than these ${SHOWN}.`);
}
