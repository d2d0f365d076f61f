import { assumedZone, DraftJobs } from './draft-jobs.ts';
import type { DraftPolicies, Import, ImportDefaults, MeaningDifference } from './imported-job.ts';

/*
 * crontab(5) of Vixie cron, and what its descendants in Debian (cron) and Red Hat (cronie) added. The day fields follow
 * the same rule as `unix5` here (one of them is enough where both are restricted, and a field that begins with `*` is
 * not restricted), and clock changes the same as "dst": "shift".
 */

export interface CrontabDefaults extends ImportDefaults {
  /** Of /etc/crontab and /etc/cron.d: a user stands between the times and the command. */
  readonly hasUserColumn: boolean;
}

/** Cron starts every run on its minute, once, whatever else is going, and forgets what it missed while it was down. */
const POLICIES: DraftPolicies = {
  overlap: 'allow-all',
  catchUp: { policy: 'skip' },
  retry: { maxAttempts: 1 },
};

const ENVIRONMENT = /^(["']?)([A-Za-z_]\w*)\1\s*=(.*)$/;
const TIMES = /^(@\S+|\S+\s+\S+\s+\S+\s+\S+\s+\S+)(?:\s+(.*))?$/;

/** What the lines before have set. */
interface Settings {
  timeZone?: string;
  randomDelayMinutes?: number;
  readonly differences: MeaningDifference[];
}

/** Jobs of a crontab; a line that cannot be read is a problem of its own. */
export function importCrontab(text: string, defaults: CrontabDefaults): Import {
  const drafts = new DraftJobs(defaults);
  const settings: Settings = { differences: [] };
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (drafts.isFull) {
      drafts.problem(index + 1, 'is more than one import takes: it and all after it were not read');
      break;
    }
    const [, , name, value] = ENVIRONMENT.exec(line) ?? [];
    if (name === undefined || value === undefined)
      addEntry(drafts, { line, at: index + 1, settings, defaults });
    else if (!set(settings, name, unquoted(value.trim()))) {
      drafts.problem(index + 1, `${name} must be a whole number of minutes`);
    }
  }
  return drafts.import;
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
}

/** Takes a setting over for the lines after it; false: its value is none. */
function set(settings: Settings, name: string, value: string): boolean {
  switch (name) {
    case 'CRON_TZ':
      settings.timeZone = value;
      return true;
    case 'RANDOM_DELAY':
      if (!/^\d{1,4}$/.test(value)) return false;
      settings.randomDelayMinutes = Number(value);
      return true;
    case 'MAILTO':
      if (value !== '') note(settings, 'notifications', 'MAILTO: output is not mailed');
      return true;
    default:
      note(settings, 'environment', `${name} is set for the command, which is not run here`);
      return true;
  }
}

/** Settings that are told of with each job; nobody has more that matter. */
const MAX_NOTES = 20;

/** A setting counts from its line on; each is told once. */
function note({ differences }: Settings, code: MeaningDifference['code'], message: string): void {
  if (differences.length < MAX_NOTES && !differences.some((known) => known.message === message))
    differences.push({ code, message });
}

interface Entry {
  readonly line: string;
  readonly at: number;
  readonly settings: Settings;
  readonly defaults: CrontabDefaults;
}

function addEntry(drafts: DraftJobs, { line, at, settings, defaults }: Entry): void {
  const [, times = '', rest = ''] = TIMES.exec(line) ?? [];
  const [user, command] = defaults.hasUserColumn ? splitUser(rest) : [undefined, rest.trim()];
  if (times === '' || command === '') {
    drafts.problem(at, 'is no entry of a crontab: five fields or a macro, and a command');
    return;
  }
  if (/^@reboot$/i.test(times)) {
    drafts.problem(at, '@reboot runs when the machine starts, which is no time that could be scheduled');
    return;
  }
  const random = withoutRandom(times);
  if (random === undefined) {
    drafts.problem(at, '"~" chooses a time at random: only one in the minute field can be taken over');
    return;
  }
  const zone = zoneOf(settings, defaults);
  const spread = spreadOf(random.spreadSeconds, settings.randomDelayMinutes ?? 0);
  drafts.add({
    name: programOf(command) ?? `line-${at}`,
    source: { line: at },
    recurrence: {
      type: 'cron',
      dialect: 'unix5',
      expression: random.expression,
      timeZone: zone.timeZone,
    },
    policies: { ...POLICIES, ...(spread.seconds === 0 ? {} : { spreadSeconds: spread.seconds }) },
    differences: [
      { code: 'work-not-imported', message: 'the command is not run here' },
      ...zone.differences,
      ...spread.differences,
      ...settings.differences,
      ...ofCommand(command, user),
      ...ofPolicies(),
    ],
  });
}

function splitUser(rest: string): readonly [user: string | undefined, command: string] {
  const [, user, command = ''] = /^(\S+)\s+(.*)$/.exec(rest.trim()) ?? [];
  return [user, command];
}

function zoneOf({ timeZone }: Settings, defaults: CrontabDefaults) {
  if (timeZone !== undefined && timeZone !== '') return { timeZone, differences: [] };
  return assumedZone(defaults, "its machine's local time");
}

/** `a~b` of OpenBSD and cronie, in the minute: any minute from a to b, chosen when the crontab is read. */
function withoutRandom(
  times: string,
): { readonly expression: string; readonly spreadSeconds: number } | undefined {
  const [minute = '', ...others] = times.trim().split(/\s+/);
  const [, low = '', high = ''] = /^(\d{0,2})~(\d{0,2})$/.exec(minute) ?? [];
  if (others.some((field) => field.includes('~'))) return undefined;
  if (!minute.includes('~')) return { expression: [minute, ...others].join(' '), spreadSeconds: 0 };
  const from = low === '' ? 0 : Number(low);
  const to = high === '' ? 59 : Number(high);
  if (!/^\d{0,2}~\d{0,2}$/.test(minute) || from > to || to > 59) return undefined;
  return { expression: [from, ...others].join(' '), spreadSeconds: (to - from) * 60 };
}

function spreadOf(randomSeconds: number, delayMinutes: number) {
  const seconds = Math.min(randomSeconds + delayMinutes * 60, 86_400);
  if (seconds === 0) return { seconds, differences: [] };
  const message = `cron starts it up to ${seconds} s later, by chance; here it is later by as much at most, always the same`;
  const differences: readonly MeaningDifference[] = [
    { code: 'random-time', message, pointer: '/policies/spreadSeconds' },
  ];
  return { seconds, differences };
}

/** The program that a command begins with, without its folder and what is set for it. */
function programOf(command: string): string | undefined {
  const word = command.split(/\s+/).find((part) => !/^[A-Za-z_]\w*=/.test(part));
  const name = word?.split('/').at(-1) ?? '';
  return /[A-Za-z0-9]/.test(name) ? name : undefined;
}

function ofCommand(command: string, user: string | undefined): MeaningDifference[] {
  return [
    ...(/(?:^|[^\\])%/.test(command)
      ? [{ code: 'command-input' as const, message: 'what stands behind "%" is input of the command' }]
      : []),
    ...(user === undefined ? [] : [{ code: 'user-column' as const, message: `cron runs it as '${user}'` }]),
    ...(user === undefined && /^root\s/.test(command)
      ? [
          {
            code: 'user-column' as const,
            message: '"root" looks like a user: say hasUserColumn for an /etc/crontab',
          },
        ]
      : []),
  ];
}

function ofPolicies(): MeaningDifference[] {
  return [
    {
      code: 'timeout',
      message: 'cron lets a command go on for ever; here an attempt ends after policies.timeoutSeconds',
      pointer: '/policies/timeoutSeconds',
    },
  ];
}
