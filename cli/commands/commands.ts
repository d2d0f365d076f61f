import type { Command } from '../command/command.ts';
import { alertRulesDelete } from './alert-rules/delete.ts';
import { alertRulesList } from './alert-rules/list.ts';
import { alertRulesMute, alertRulesUnmute } from './alert-rules/mute.ts';
import { alertRulesShow } from './alert-rules/show.ts';
import { alertRulesTest } from './alert-rules/test.ts';
import { alertsAck } from './alerts/ack.ts';
import { alertsDeliveries, alertsRetry } from './alerts/deliveries.ts';
import { alertsList } from './alerts/list.ts';
import { alertsMute, alertsUnmute } from './alerts/mute.ts';
import { alertsResolve } from './alerts/resolve.ts';
import { alertsShow } from './alerts/show.ts';
import { apply, diff } from './apply.ts';
import { baselineList } from './baseline/list.ts';
import { baselineRegister } from './baseline/register.ts';
import { baselineShow } from './baseline/show.ts';
import { batchPlan } from './batch/plan.ts';
import { batchWhy } from './batch/why.ts';
import { completion } from './completion.ts';
import { describe } from './describe.ts';
import { doctor } from './doctor.ts';
import { fleetsApply } from './fleets/apply.ts';
import { fleetsDelete } from './fleets/delete.ts';
import { fleetsGet } from './fleets/get.ts';
import { fleetsList } from './fleets/list.ts';
import { fleetsPreview } from './fleets/preview.ts';
import { get } from './get.ts';
import { importFile } from './import.ts';
import { jobsBackfill } from './jobs/backfill.ts';
import { jobsCancel } from './jobs/cancel.ts';
import { jobsEdit } from './jobs/edit.ts';
import { jobsHistory } from './jobs/history.ts';
import { jobsList } from './jobs/list.ts';
import { jobsLogs } from './jobs/logs.ts';
import { jobsPause } from './jobs/pause.ts';
import { jobsPreview } from './jobs/preview.ts';
import { jobsRestore } from './jobs/restore.ts';
import { jobsResume } from './jobs/resume.ts';
import { jobsRetry } from './jobs/retry.ts';
import { jobsSchedule } from './jobs/schedule.ts';
import { jobsShow } from './jobs/show.ts';
import { jobsTrigger } from './jobs/trigger.ts';
import { jobsWhy } from './jobs/why.ts';
import { locksBreak } from './locks/break.ts';
import { locksList } from './locks/list.ts';
import { locksShow } from './locks/show.ts';
import { login } from './login.ts';
import { modelsList } from './models/list.ts';
import { modelsShow } from './models/show.ts';
import { overview } from './overview.ts';
import { runsCancel } from './runs/cancel.ts';
import { runsList } from './runs/list.ts';
import { runsLogs } from './runs/logs.ts';
import { runsShow } from './runs/show.ts';
import { runsWatch } from './runs/watch.ts';
import { stabilityRun } from './stability/run.ts';
import { stabilityShow } from './stability/show.ts';
import { whoami } from './whoami.ts';

/** Every command, in the order of the usage. */
export const COMMANDS: readonly Command[] = [
  ...[overview, apply, diff, get, describe],
  ...[jobsList, jobsShow, jobsSchedule, jobsEdit, jobsPause, jobsResume, jobsCancel],
  ...[jobsTrigger, jobsRetry, jobsBackfill, jobsPreview, jobsWhy, jobsHistory, jobsRestore, jobsLogs],
  ...[runsList, runsShow, runsLogs, runsWatch, runsCancel],
  ...[fleetsApply, fleetsGet, fleetsList, fleetsPreview, fleetsDelete],
  ...[modelsList, modelsShow],
  ...[baselineRegister, baselineList, baselineShow],
  ...[stabilityShow, stabilityRun],
  ...[batchPlan, batchWhy],
  ...[locksList, locksShow, locksBreak],
  ...[alertsList, alertsShow, alertsAck, alertsMute, alertsUnmute, alertsResolve],
  ...[alertsDeliveries, alertsRetry],
  ...[alertRulesList, alertRulesShow, alertRulesMute, alertRulesUnmute, alertRulesTest, alertRulesDelete],
  ...[importFile, login, whoami, doctor, completion],
];
