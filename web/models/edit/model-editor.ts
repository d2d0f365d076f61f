import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { ModelView } from '../../../shared/contracts/http/models.ts';
import { deleteModel, readModel, saveModel } from '../../../shared/contracts/http/operation-paths.ts';
import type { ApiAnswer } from '../../api/api-call.ts';
import { Api } from '../../api/api.ts';
import { CallFailed } from '../../api/problem.ts';
import { Session } from '../../api/session.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { Toasts } from '../../kit/feedback/toasts.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { faultAt, faultsOf, restOf, type Faults } from '../faults.ts';
import { differences, draftOf, EMPTY_DRAFT, toBody, type ModelDraft } from './model-draft.ts';
import { ScrollX } from '../../kit/table/scroll-x.ts';

/** What stands in the way of replacing what somebody else has written meanwhile. */
interface Conflict {
  readonly theirs: ModelDraft;
  readonly etag: string | undefined;
}

/** Registers a model, or defines one anew. */
@Component({
  selector: 'ek-model-editor',
  imports: [ScrollX, LoadState, PageHeader, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './model-editor.html',
  styleUrl: './model-editor.css',
})
export class ModelEditor {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #toasts = inject(Toasts);

  /** Undefined: of a new model. */
  readonly modelId = input<string>();

  protected readonly stored = resource({
    params: () => {
      const modelId = this.modelId();
      return modelId === undefined ? undefined : { modelId };
    },
    loader: ({ params, abortSignal }) => this.#api.call<ModelView>(readModel, { path: params, abortSignal }),
  });

  readonly #stored = computed((): ApiAnswer<ModelView> | undefined =>
    this.stored.hasValue() ? this.stored.value() : undefined,
  );
  protected readonly draft = linkedSignal<ApiAnswer<ModelView> | undefined, ModelDraft>({
    source: this.#stored,
    computation: (answer) => {
      const model = answer?.body ?? undefined;
      return model === undefined ? EMPTY_DRAFT : draftOf(model);
    },
  });
  readonly #etag = linkedSignal(() => this.#stored()?.etag);
  protected readonly faults = signal<Faults>(new Map());
  protected readonly conflict = signal<Conflict | undefined>(undefined);
  protected readonly isSaving = signal(false);

  protected readonly isNew = computed(() => this.modelId() === undefined);
  /** A model stays in its value stream; one that belongs to none yet has to be given one. */
  protected readonly hasStream = computed(() => this.#stored()?.body?.valueStream !== undefined);
  protected readonly baselineCount = computed(() => this.#stored()?.body?.baselineCount ?? 0);
  protected readonly mayChange = computed(() => {
    const stream = this.draft().valueStream.trim();
    return this.#session.may('operator', stream === '' ? undefined : stream);
  });
  protected readonly crumbs = computed(() => {
    const id = this.modelId();
    const models = { label: 'Models', link: '/models' };
    return id === undefined ? [models] : [models, { label: id, link: `/models/${encodeURIComponent(id)}` }];
  });
  protected readonly rest = computed(() =>
    restOf(this.faults(), ['/modelId', '/valueStream', '/description', '/owner', '/tags']),
  );
  protected readonly differing = computed(() => {
    const conflict = this.conflict();
    return conflict === undefined ? [] : differences(this.draft(), conflict.theirs);
  });

  protected fault(pointer: string): string | undefined {
    return faultAt(this.faults(), pointer);
  }

  protected write(field: keyof ModelDraft, text: string): void {
    this.draft.update((draft) => ({ ...draft, [field]: text }));
  }

  protected async save(): Promise<void> {
    if (this.isSaving() || !this.mayChange()) return;
    const modelId = this.modelId() ?? this.draft().modelId.trim();
    const etag = this.#etag();
    this.isSaving.set(true);
    try {
      await this.#api.call(saveModel, {
        ...{ path: { modelId }, body: toBody(this.draft()) },
        ...(etag === undefined ? {} : { ifMatch: etag }),
      });
      this.#toasts.done(this.isNew() ? `${modelId} is registered.` : `${modelId} is saved.`);
      await this.#router.navigate(['/models', modelId]);
    } catch (error) {
      await this.#refused(error, modelId);
    } finally {
      this.isSaving.set(false);
    }
  }

  /** Goes on with what is written here, over what the other has. */
  protected async keepMine(): Promise<void> {
    this.#etag.set(this.conflict()?.etag);
    this.conflict.set(undefined);
    await this.save();
  }

  protected takeTheirs(): void {
    const conflict = this.conflict();
    if (conflict === undefined) return;
    this.draft.set(conflict.theirs);
    this.#etag.set(conflict.etag);
    this.conflict.set(undefined);
  }

  protected async remove(): Promise<void> {
    const modelId = this.modelId();
    const etag = this.#etag();
    if (modelId === undefined) return;
    const answer = await this.#confirm.ask({
      title: `Delete ${modelId}?`,
      consequences: [
        'Its registration goes: description, owner and tags.',
        'It has no baseline, so that no measurement loses its meaning.',
        'The first job that names it registers it anew.',
      ],
      ...{ confirm: 'Delete the model', isDangerous: true },
    });
    if (answer === undefined) return;
    const gone = await this.#perform.run(
      async () => {
        await this.#api.call(deleteModel, {
          ...{ path: { modelId } },
          ...(etag === undefined ? {} : { ifMatch: etag }),
        });
        return true;
      },
      { done: `${modelId} is deleted.` },
    );
    if (gone === true) await this.#router.navigateByUrl('/models');
  }

  /** 412: somebody has changed it; 428: somebody has registered it. Both are shown beside what is written here. */
  async #refused(error: unknown, modelId: string): Promise<void> {
    const isTaken = error instanceof CallFailed && (error.status === 412 || error.status === 428);
    if (!isTaken) {
      this.faults.set(faultsOf(error));
      return;
    }
    const theirs = await this.#perform.run(() => this.#api.call<ModelView>(readModel, { path: { modelId } }));
    if (theirs?.body) this.conflict.set({ theirs: draftOf(theirs.body), etag: theirs.etag });
  }
}
