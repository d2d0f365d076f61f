import type { FleetPreviewView } from '../../../../shared/contracts/http/fleets.ts';
import type { Look } from '../../../kit/chips/states.ts';
import { countText } from '../fleet-words.ts';
import { pointerText, valueText } from '../../edit/changes/value-text.ts';

type Outcome = FleetPreviewView['jobs'][number]['outcome'];

export const OUTCOME_LOOKS: Readonly<Record<Outcome, Look>> = {
  create: { tone: 'stable', icon: 'plus', label: 'Made' },
  edit: { tone: 'keel', icon: 'pencil', label: 'Edited' },
  unchanged: { tone: 'idle', icon: 'check', label: 'As it is' },
  remove: { tone: 'moderate', icon: 'trash', label: 'Deleted' },
  keep: { tone: 'idle', icon: 'lock-open', label: 'Let go' },
  fail: { tone: 'significant', icon: 'circle-alert', label: 'Fails' },
};

const PHRASES: readonly (readonly [Outcome, string])[] = [
  ['create', 'made'],
  ['edit', 'edited'],
  ['remove', 'deleted'],
  ['keep', 'let go'],
  ['unchanged', 'left as they are'],
  ['fail', 'not to be made'],
];

/** How many models are selected, as in `It selects 12 models.` */
export function selectsWords({ models, isPartial }: Pick<FleetPreviewView, 'models' | 'isPartial'>): string {
  const count =
    models === 1 && !isPartial ? 'one model' : `${isPartial ? 'at least ' : ''}${countText(models)} models`;
  return models === 0 && !isPartial ? 'It selects no model that is there now.' : `It selects ${count}.`;
}

/** What saving does to the jobs, a phrase for each outcome that there is. */
export function outcomeWords({ counts }: Pick<FleetPreviewView, 'counts'>): readonly {
  readonly outcome: Outcome;
  readonly words: string;
}[] {
  return PHRASES.filter(([outcome]) => counts[outcome] > 0).map(([outcome, phrase]) => ({
    outcome,
    words: `${countText(counts[outcome])} ${phrase}`,
  }));
}

/** A job that would change, or fail: what of it, in lines. */
export interface PreviewRow {
  readonly modelId: string;
  readonly jobId: string;
  readonly look: Look;
  readonly lines: readonly string[];
}

export function previewRows({ jobs }: Pick<FleetPreviewView, 'jobs'>): readonly PreviewRow[] {
  return jobs.map(({ modelId, jobId, outcome, differences = [], errors = [] }) => ({
    ...{ modelId, jobId, look: OUTCOME_LOOKS[outcome] },
    lines: [
      ...errors.map(({ pointer, detail }) => `${pointerText(pointer)} ${detail}`.trim()),
      ...differences.map(
        ({ pointer, before, after }) => `${pointerText(pointer)}: ${shown(before)} → ${shown(after)}`,
      ),
    ],
  }));
}

function shown(value: unknown): string {
  return valueText(value).replaceAll('\n', ' ');
}
