import { column, type Column } from './column.ts';

/* What tables show of what several jobs share: locks and calendars. */

export const LOCK_COLUMNS: readonly Column[] = [
  column('resource', 'resource'),
  column('state', 'state', 'word'),
  column('epoch', 'epoch'),
  column('holder', 'holder.runId'),
  column('acquired at', 'acquiredAt', 'instant'),
  column('ticket', 'ticket.ticketId'),
  column('ticket state', 'ticket.state'),
];

export const LOCK_CHANGE_COLUMNS: readonly Column[] = [
  column('at', 'at', 'instant'),
  column('change', 'action'),
  column('outcome', 'outcome'),
  column('by', 'author'),
  column('because', 'reason'),
];

export const CALENDAR_COLUMNS: readonly Column[] = [
  column('calendar', 'name'),
  column('dates', 'dateCount'),
  column('description', 'description'),
];

export const CALENDAR_FIELDS: readonly Column[] = [
  column('calendar', 'name'),
  column('description', 'description'),
  column('dates', 'dates'),
];
