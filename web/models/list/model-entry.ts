import type { ModelView } from '../../../shared/contracts/http/models.ts';
import type { StabilityBand } from '../../../shared/domain/stability/stability-band.ts';

/** A model as the list shows it. */
export interface ModelEntry {
  readonly modelId: string;
  /** Undefined where it belongs to none yet. */
  readonly valueStream: string | undefined;
  readonly about: string;
  readonly owner: string | undefined;
  readonly band: StabilityBand | null;
  readonly psi: number | null;
  /** Since the measurement before; undefined where either has no index. */
  readonly change: number | undefined;
  readonly alarm: boolean;
  readonly alarmText: string;
  /** The index of the last measurements, the earliest first. */
  readonly values: readonly (number | null)[];
  readonly cutOffs: readonly number[];
  readonly measuredAt: string | undefined;
  /** Of the characteristics the one that moved most. */
  readonly worst: { readonly name: string; readonly psi: number | null } | undefined;
}

/** The models of a value stream. */
export interface StreamOfModels {
  /** Undefined: of those that belong to none yet. */
  readonly valueStream: string | undefined;
  readonly models: readonly ModelEntry[];
  readonly alarmCount: number;
}

type Recent = NonNullable<ModelView['recent']>;

/** The thresholds that a job has which names none. */
const DEFAULT_CUT_OFFS = [0.1, 0.25] as const;

const BANDS: readonly StabilityBand[] = ['stable', 'moderate-shift', 'significant-shift'];

export function modelEntry(model: ModelView): ModelEntry {
  const { modelId, valueStream, description, owner, latest, recent = [] } = model;
  return {
    ...{ modelId, valueStream, owner },
    about: description ?? '',
    change: changeOf(recent),
    values: recent.map(({ psi }) => psi),
    cutOffs: cutOffsOf(recent),
    ...(latest === undefined ? NOT_MEASURED : ofLatest(latest)),
  };
}

type OfLatest = Pick<ModelEntry, 'band' | 'psi' | 'alarm' | 'alarmText' | 'measuredAt' | 'worst'>;

const NOT_MEASURED: OfLatest = {
  ...{ band: null, psi: null, alarm: false, alarmText: '', measuredAt: undefined, worst: undefined },
};

function ofLatest(latest: NonNullable<ModelView['latest']>): OfLatest {
  const { band, psi, alarm, alarms, finishedAt, worstCharacteristics } = latest;
  return {
    ...{ band, psi, measuredAt: finishedAt },
    ...{ alarm: alarm === true, alarmText: alarmText(alarms), worst: worstCharacteristics[0] },
  };
}

/** By value stream, both in the order given. */
export function byValueStream(models: readonly ModelEntry[]): StreamOfModels[] {
  const streams = Map.groupBy(models, ({ valueStream }) => valueStream);
  return [...streams].map(([valueStream, ofStream]) => ({
    ...{ valueStream, models: ofStream },
    alarmCount: ofStream.filter(({ alarm }) => alarm).length,
  }));
}

function changeOf(recent: Recent): number | undefined {
  const [before, last] = [recent.at(-2)?.psi, recent.at(-1)?.psi];
  return before === undefined || before === null || last === undefined || last === null
    ? undefined
    : last - before;
}

function alarmText(
  alarms: { readonly count: number; readonly names: readonly string[] } | undefined,
): string {
  if (alarms === undefined || alarms.count === 0) return '';
  const named = alarms.names.slice(0, 3);
  const others = alarms.count - named.length;
  return others > 0 ? `${named.join(', ')} and ${others} more` : named.join(', ');
}

/**
 * The list does not tell by which thresholds each model is judged. Drawn are the usual ones, and only where the bands
 * of the measurements are those that they give.
 */
function cutOffsOf(recent: Recent): readonly number[] {
  const agrees = recent.every(
    ({ psi, band }) =>
      psi === null || band === BANDS[DEFAULT_CUT_OFFS.filter((cutOff) => psi >= cutOff).length],
  );
  return agrees ? DEFAULT_CUT_OFFS : [];
}
