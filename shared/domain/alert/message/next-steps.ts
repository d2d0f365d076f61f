import type { AlertCause } from '../alert-cause.ts';
import type { AlertMessage } from '../alert-message.ts';
import { RECIPIENTS_RULE_ID } from '../alert-rule.ts';
import { oneLine } from './one-line.ts';
import { shellWord } from './shell-word.ts';

/** What a person may do, and the command for it where there is one. */
export interface Step {
  readonly text: string;
  readonly command?: string;
}

/** What to do next about an incident; by the first of its subjects where there are several. */
export function nextSteps({ notice, subjects }: AlertMessage): readonly Step[] {
  if (notice === 'test') return [{ text: 'Nothing is wrong: somebody wanted to see that messages arrive.' }];
  if (notice === 'resolved') return [{ text: 'Nothing is left to be done about it.' }];
  const [first] = subjects;
  return first === undefined ? [] : stepsFor(first);
}

/** How to have others know that somebody is at it, and how not to be told. */
export function handlingOf({ notice, incident, rule }: AlertMessage): readonly Step[] {
  if (notice === 'test' || notice === 'resolved') return [];
  const incidentId = shellWord(incident.incidentId);
  return [
    {
      text: 'Say that you are at it; reminders end.',
      command: `evenkeel alerts ack ${incidentId} --reason "..."`,
    },
    {
      text: 'Hear nothing more of it for four hours.',
      command: `evenkeel alerts mute ${incidentId} --until +4h --reason "..."`,
    },
    rule.ruleId === RECIPIENTS_RULE_ID
      ? { text: 'You are told as one of the recipients of the job: take yourself out there to hear no more.' }
      : {
          text: 'Hear nothing of this rule for four hours.',
          command: `evenkeel alert-rules mute ${shellWord(rule.ruleId)} --until +4h --reason "..."`,
        },
  ];
}

function stepsFor(cause: AlertCause): readonly Step[] {
  const { detail } = cause;
  switch (detail.type) {
    case 'drift':
      return driftSteps(cause, detail.characteristics[0]?.name);
    case 'failure':
      return [
        ...readRun(cause),
        ...ofJob(cause, (job) => ({
          text: 'When the reason is mended, try again; the next slot does so by itself.',
          command: `evenkeel jobs retry ${job}`,
        })),
      ];
    case 'late':
      return [...readSlots(cause, 'See what holds it up.'), ...readRun(cause)];
    case 'missed':
      return missedSteps(cause, detail);
    case 'no-success':
      return [...readSlots(cause, 'See what became of its slots, and why.'), ...readRun(cause)];
    case 'paused':
      return pausedSteps(cause, detail.state);
    case 'dead-letter':
      return deadLetterSteps(cause);
    case 'lock-broken':
      return [
        {
          text: 'See who holds the lock now; a collection that has lost it stops by itself.',
          command: `evenkeel locks show ${shellWord(detail.resource)}`,
        },
      ];
  }
}

function driftSteps({ modelId, runId }: AlertCause, worst: string | undefined): readonly Step[] {
  if (modelId === undefined) return [];
  const model = shellWord(modelId);
  const run = runId === undefined ? '' : ` ${shellWord(runId)}`;
  return [
    { text: 'See what moved, column by column.', command: `evenkeel stability show ${model}${run}` },
    ...(worst === undefined
      ? []
      : [{ text: `Look first at where ${oneLine(worst, 60)} comes from: it moved most.` }]),
    {
      text: 'Where the new population is to stay, freeze a new baseline.',
      command: `evenkeel baseline register ${model} --source "<container>/<file>"`,
    },
  ];
}

function missedSteps(
  cause: AlertCause,
  { fromDueAt, untilDueAt }: { readonly fromDueAt: number; readonly untilDueAt: number },
): readonly Step[] {
  const range = `--from ${new Date(fromDueAt).toISOString()} --until ${new Date(untilDueAt).toISOString()}`;
  return [
    ...readSlots(cause, 'See what became of its slots, and why.'),
    ...ofJob(cause, (job) => ({
      text: 'Run them after all, where they are still wanted.',
      command: `evenkeel jobs backfill ${job} ${range} --dry-run`,
    })),
  ];
}

function pausedSteps(cause: AlertCause, state: 'paused' | 'quarantined'): readonly Step[] {
  const why =
    state === 'paused' ? 'See why its runs failed.' : 'See what is wrong with its definition, and mend it.';
  return [
    ...ofJob(cause, (job) => ({ text: why, command: `evenkeel jobs show ${job}` })),
    ...readRun(cause),
    ...ofJob(cause, (job) => ({
      text: 'It does not run until it is resumed.',
      command: `evenkeel jobs resume ${job} --run-missed latest --reason "..."`,
    })),
  ];
}

function deadLetterSteps(cause: AlertCause): readonly Step[] {
  if (cause.jobId === undefined) {
    return [{ text: 'The message could not be read: look at the dead letters of the queue.' }];
  }
  return [
    ...readRun(cause),
    ...ofJob(cause, (job) => ({
      text: 'When the reason is mended, run it once more.',
      command: `evenkeel jobs trigger ${job} --reason "..."`,
    })),
  ];
}

function readRun({ runId }: AlertCause): readonly Step[] {
  if (runId === undefined) return [];
  return [{ text: 'Read what happened, step by step.', command: `evenkeel runs logs ${shellWord(runId)}` }];
}

function readSlots(cause: AlertCause, text: string): readonly Step[] {
  return ofJob(cause, (job) => ({ text, command: `evenkeel jobs why ${job}` }));
}

function ofJob({ jobId }: AlertCause, step: (job: string) => Step): readonly Step[] {
  return jobId === undefined ? [] : [step(shellWord(jobId))];
}
