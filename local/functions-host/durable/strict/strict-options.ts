/** Switches that make an app's mistakes show on one machine which otherwise only show in the cloud, now and then. */
export interface StrictOptions {
  /** Replays each turn a second time and fails an orchestrator that asks for something else then. */
  readonly replayTwice?: boolean | undefined;
  /** Gives completions to orchestrators in another order, some of them a turn later; the same seed, the same order. */
  readonly shuffleSeed?: number | undefined;
  /** Runs some activities twice, as a host does that is killed between an activity and its answer. */
  readonly repeatActivitiesSeed?: number | undefined;
}
