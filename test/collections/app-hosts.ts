import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostSettings } from '../../local/app-host/host-settings.ts';
import { startAppHost, type AppHostProcess } from '../../local/app-host/start-app-host.ts';
import type { Random } from '../simulation/random.ts';

/** One host: its folder outlives its processes, as a task hub does. */
export interface AppHost {
  dataDir: string;
  process: AppHostProcess;
  /** Whether it answers nothing at the moment. */
  isAway: boolean;
}

/**
 * Several hosts of the app, each a process with a task hub of its own, over the same stores and queues. A run whose
 * message reaches two of them is worked on by both: worse than on Azure, where they share one hub.
 */
export class AppHosts {
  readonly #folder: string;
  readonly #settings: HostSettings['settings'];
  readonly #hosts: AppHost[] = [];
  #hubs = 0;
  #isOver = false;

  constructor(folder: string, settings: HostSettings['settings']) {
    this.#folder = folder;
    this.#settings = settings;
  }

  async start(): Promise<void> {
    const dataDir = this.#newHub();
    this.#hosts.push({ dataDir, isAway: false, process: await this.#startProcess(dataDir) });
  }

  pick(random: Random): AppHost {
    return random.pick(this.#hosts);
  }

  /** The address of a host that answers. */
  get url(): string {
    const host = this.#hosts.find(({ isAway }) => !isAway);
    if (host === undefined) throw new Error('All hosts are away.');
    return host.process.url;
  }

  /** Kills the process; another takes its place, on the same hub or on an empty one. */
  async replace(host: AppHost, { isHubLost = false }: { readonly isHubLost?: boolean } = {}): Promise<void> {
    host.isAway = true;
    await host.process.kill();
    if (isHubLost) host.dataDir = this.#newHub();
    host.process = await this.#startProcess(host.dataDir);
    host.isAway = false;
  }

  /** Takes the processor from the process for a while; the world goes on without it. */
  async suspend(host: AppHost, ms: number): Promise<void> {
    host.isAway = true;
    const { process } = host;
    process.child.kill('SIGSTOP');
    await wait(ms);
    process.child.kill('SIGCONT');
    // Killed meanwhile, and replaced by one that has its own state.
    if (host.process === process) host.isAway = false;
  }

  async killAll(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#hosts.map(({ process }) => process.kill()));
  }

  #newHub(): string {
    this.#hubs += 1;
    return join(this.#folder, `hub-${this.#hubs}`);
  }

  async #startProcess(dataDir: string): Promise<AppHostProcess> {
    const started = await startAppHost({ dataDir, settings: this.#settings });
    if (this.#isOver) await started.kill();
    return started;
  }
}
