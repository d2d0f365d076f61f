import type { AlertView } from '../../shared/contracts/http/alert-view.ts';
import type { OverviewView } from '../../shared/contracts/http/overview-view.ts';
import { BAND_LOOKS } from '../kit/chips/states.ts';
import type { Tone } from '../kit/chips/chip.ts';
import type { IconName } from '../kit/icon/icons.ts';
import { incidentTitle, subjectsInWords } from '../kit/incidents/incident-words.ts';

type Attention = OverviewView['attention'];

/** What can be done about an item at once. */
export type QuickAction =
  | { readonly type: 'retry'; readonly runId: string; readonly label: string }
  | { readonly type: 'resume'; readonly jobId: string; readonly label: string; readonly why: string }
  | {
      readonly type: 'acknowledge';
      readonly incident: Pick<AlertView, 'incidentId' | 'condition' | 'group'>;
      readonly label: string;
    };

/** Something that needs somebody. */
export interface AttentionItem {
  readonly key: string;
  readonly title: string;
  readonly link: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly text: string;
  /** Its figure, where it has one, as in a PSI. */
  readonly figure?: string;
  /** Since when, ISO 8601. */
  readonly at: string;
  readonly valueStream: string;
  readonly action?: QuickAction;
}

/** Things of one kind that need somebody. */
export interface AttentionGroup {
  readonly key: string;
  /** As a tile has it, and as a heading has it. */
  readonly label: string;
  readonly heading: string;
  readonly icon: IconName;
  readonly tone: Tone;
  readonly count: number;
  /** There may be more than `count`. */
  readonly isCapped: boolean;
  readonly items: readonly AttentionItem[];
  /** Where all of them are. */
  readonly all: { readonly link: string; readonly query: Readonly<Record<string, string>> };
}

/** What needs somebody, the gravest kind first; kinds that have nothing too. */
export function attentionGroups(
  attention: Attention,
  incidents: readonly AlertView[],
  valueStream?: string,
): readonly AttentionGroup[] {
  const ofStream = valueStream === undefined || valueStream === '' ? {} : { valueStream };
  const group = (
    named: Omit<AttentionGroup, 'all'> & { readonly link: string; readonly asked?: Record<string, string> },
  ): AttentionGroup => {
    const { link, asked = {}, ...rest } = named;
    return { ...rest, all: { link, query: { ...asked, ...ofStream } } };
  };
  return [
    group({ ...drifting(attention), link: '/models', asked: { alarm: 'true' } }),
    group({ ...failing(attention), link: '/runs', asked: { state: 'failed' } }),
    group({ ...dead(attention), link: '/runs', asked: { state: 'dead' } }),
    group({ ...quarantined(attention), link: '/jobs', asked: { status: 'quarantined' } }),
    group({ ...late(attention), link: '/runs', asked: { state: 'pending' } }),
    group({ ...openIncidents(attention, incidents), link: '/alerts', asked: { state: 'open' } }),
    group({ ...paused(attention), link: '/jobs', asked: { status: 'paused' } }),
  ];
}

type Group = Omit<AttentionGroup, 'all'>;

function drifting({ drifting: { items, ...counted } }: Attention): Group {
  return {
    ...{ key: 'drifting', label: 'drifting', heading: 'Drifting models', ...counted },
    ...{ icon: 'waves', tone: 'significant' },
    items: items.map(({ modelId, runId, psi, band, highestBand, dueAt, valueStream }) => ({
      ...{ key: `drifting ${modelId}`, title: modelId, link: ['/models', modelId], query: { run: runId } },
      text: driftInWords(band, highestBand),
      ...(psi === null ? {} : { figure: `PSI ${psi.toFixed(3)}` }),
      ...{ at: dueAt, valueStream },
    })),
  };
}

/** Where the shift is: in the score, or only in a characteristic or a segment. */
function driftInWords(band: keyof typeof BAND_LOOKS | null, highestBand: keyof typeof BAND_LOOKS): string {
  if (highestBand === 'stable') return 'Its criteria raise an alarm';
  const { label } = BAND_LOOKS[highestBand];
  return band === highestBand ? label : `${label} of a characteristic or segment`;
}

function failing({ failing: { items, ...counted } }: Attention): Group {
  return {
    ...{ key: 'failing', label: 'failing', heading: 'Failing jobs', ...counted },
    ...{ icon: 'circle-x', tone: 'significant' },
    items: items.map(({ jobId, runId, failure, finishedAt, consecutiveFailures, valueStream }) => ({
      ...{ key: `failing ${runId}`, title: jobId, link: ['/jobs', jobId], query: { tab: 'runs' } },
      text: failure.message,
      ...(consecutiveFailures > 1 ? { figure: `${consecutiveFailures} in a row` } : {}),
      ...{ at: finishedAt, valueStream, action: { type: 'retry', runId, label: 'Retry' } },
    })),
  };
}

function dead({ dead: { items, ...counted } }: Attention): Group {
  return {
    ...{ key: 'dead', label: 'dead letters', heading: 'Dead letters of the last seven days', ...counted },
    ...{ icon: 'skull', tone: 'significant' },
    items: items.map(({ jobId, runId, cause, finishedAt, valueStream }) => ({
      ...{ key: `dead ${runId}`, title: jobId, link: ['/runs', runId], query: {} },
      text: cause.description === '' ? cause.reason : cause.description,
      ...{ at: finishedAt, valueStream, action: { type: 'retry', runId, label: 'Retry' } },
    })),
  };
}

function quarantined({ quarantined: { items, ...counted } }: Attention): Group {
  return {
    ...{ key: 'quarantined', label: 'quarantined', heading: 'Quarantined jobs', ...counted },
    ...{ icon: 'shield', tone: 'significant' },
    items: items.map(({ jobId, at, error, valueStream }) => ({
      ...{ key: `quarantined ${jobId}`, title: jobId, link: ['/jobs', jobId], query: {} },
      ...{ text: error, at, valueStream },
      action: { type: 'resume', jobId, label: 'Try again', why: `It was quarantined: ${error}` },
    })),
  };
}

function late({ late: { items, ...counted } }: Attention): Group {
  return {
    ...{ key: 'late', label: 'late', heading: 'Late runs', ...counted },
    ...{ icon: 'clock', tone: 'moderate' },
    items: items.map(({ jobId, runId, effectiveAt, valueStream }) => ({
      ...{ key: `late ${runId}`, title: jobId, link: ['/runs', runId], query: {} },
      ...{ text: 'It was to start, and has not begun', at: effectiveAt, valueStream },
    })),
  };
}

function openIncidents({ alerts }: Attention, incidents: readonly AlertView[]): Group {
  return {
    ...{ key: 'incidents', label: 'open incidents', heading: 'Open incidents' },
    ...{ icon: 'bell', tone: 'moderate', count: alerts.byState.open, isCapped: alerts.isCapped },
    items: incidents.map((incident) => ({
      ...{ key: `incident ${incident.incidentId}`, title: incidentTitle(incident) },
      ...{ link: ['/alerts', incident.incidentId], query: {}, valueStream: incident.valueStream },
      text: aboutIncident(incident),
      at: incident.openedAt,
      action: { type: 'acknowledge', incident, label: 'Acknowledge' },
    })),
  };
}

/** How grave, by which rule, and of how many where it is of several. */
function aboutIncident(incident: AlertView): string {
  const { severity, valueStream, ruleId, subjectCount } = incident;
  return [
    ...(severity === 'critical' ? ['critical'] : []),
    valueStream,
    ruleId === 'recipients' ? 'recipients of its jobs' : `rule ${ruleId}`,
    ...(subjectCount > 1 ? [subjectsInWords(incident)] : []),
  ].join(' · ');
}

function paused({ paused: { items, ...counted } }: Attention): Group {
  return {
    ...{ key: 'paused', label: 'paused', heading: 'Paused jobs', ...counted },
    ...{ icon: 'circle-pause', tone: 'idle' },
    items: items.map(({ jobId, pausedAt, reason, author, valueStream }) => ({
      ...{ key: `paused ${jobId}`, title: jobId, link: ['/jobs', jobId], query: {} },
      text: `${author}: ${reason}`,
      ...{ at: pausedAt, valueStream },
      action: { type: 'resume', jobId, label: 'Resume', why: `${author} paused it: ${reason}` },
    })),
  };
}

/** As a tile and a heading say it: `1,000+` where no more were counted. */
export function countInWords({ count, isCapped }: Pick<AttentionGroup, 'count' | 'isCapped'>): string {
  return `${new Intl.NumberFormat('en-GB').format(count)}${isCapped ? '+' : ''}`;
}
