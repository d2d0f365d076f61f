import { DialogRef } from '@angular/cdk/dialog';
import type { ElementRef } from '@angular/core';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  resource,
  signal,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';
import type { JobSummary } from '../../../shared/contracts/http/job-view.ts';
import type { ModelView } from '../../../shared/contracts/http/models.ts';
import { listJobs, listModels } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import type { Page } from '../../api/api-call.ts';
import { messageOf } from '../../api/problem.ts';
import { Toasts } from '../../kit/feedback/toasts.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { Commands, type Command } from '../../kit/page/commands.ts';
import { matching } from './matching.ts';

const SEARCH_AFTER_MS = 180;
const FOUND = 6;

/** Finds jobs, models and commands by what is typed; arrows choose, Enter does it. */
@Component({
  selector: 'ek-palette',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './palette.html',
  styleUrl: './palette.css',
})
export class Palette {
  readonly #api = inject(Api);
  readonly #commands = inject(Commands);
  readonly #dialog = inject(DialogRef);
  readonly #router = inject(Router);
  readonly #toasts = inject(Toasts);
  protected readonly list = viewChild<ElementRef<HTMLElement>>('list');

  protected readonly text = signal('');
  protected readonly chosen = signal(0);

  readonly #found = resource({
    params: () => this.text().trim(),
    loader: ({ params: text, abortSignal }) => this.#find(text, abortSignal),
    defaultValue: [],
  });

  protected readonly isSearching = this.#found.isLoading;

  protected readonly shown = computed(() => {
    const found = this.#found.hasValue() ? this.#found.value() : [];
    return [...matching(this.#commands.all(), this.text()), ...found];
  });

  protected type(text: string): void {
    this.text.set(text);
    this.chosen.set(0);
  }

  protected press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const count = this.shown().length;
      this.chosen.update((chosen) => (count === 0 ? 0 : (chosen + step + count) % count));
      this.list()?.nativeElement.children[this.chosen()]?.scrollIntoView({ block: 'nearest' });
    }
    const command = this.shown()[this.chosen()];
    if (event.key === 'Enter' && command !== undefined) this.run(command);
  }

  protected run(command: Command): void {
    this.#dialog.close();
    Promise.resolve(command.run()).catch((error: unknown) => {
      this.#toasts.fault(messageOf(error));
    });
  }

  async #find(text: string, abortSignal: AbortSignal): Promise<readonly Command[]> {
    if (text.length < 2) return [];
    await new Promise((resolve) => setTimeout(resolve, SEARCH_AFTER_MS));
    if (abortSignal.aborted) return [];
    const call = { query: { text, limit: FOUND }, abortSignal };
    const [jobs, models] = await Promise.all([
      this.#api.read<Page<JobSummary>>(listJobs, call),
      this.#api.read<Page<ModelView>>(listModels, call).catch(() => ({ items: [] })),
    ]);
    return [
      ...jobs.items.map(({ jobId }) =>
        this.#to({ group: 'Jobs', icon: 'calendar-clock', label: jobId }, '/jobs'),
      ),
      ...models.items.map(({ modelId }) =>
        this.#to({ group: 'Models', icon: 'waves', label: modelId }, '/models'),
      ),
    ];
  }

  #to(thing: Pick<Command, 'group' | 'icon' | 'label'>, below: string): Command {
    return {
      ...thing,
      id: `${below}/${thing.label}`,
      run: async () => {
        await this.#router.navigate([below, thing.label]);
      },
    };
  }
}
