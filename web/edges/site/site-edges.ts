import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  resource,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { listEdges, readEdge, saveEdge } from '../../../shared/contracts/http/operation-paths.ts';
import type { EdgeView } from '../../../shared/kinds/edge/contracts/edge-sites.ts';
import { Api } from '../../api/api.ts';
import { readPages } from '../../api/read-pages.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { Address } from '../../kit/page/address.ts';
import { lastValue } from '../../kit/resources/last-value.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { doneText, edgeRow, questionOf, STANDING_CHOICES, type EdgeState } from './edge-rows.ts';

const RELOAD_MS = 5000;

/** The edges of a site: how each is, what it has, and whether it is to get more. */
@Component({
  selector: 'ek-site-edges',
  imports: [Chip, EmptyState, Instant, LoadState, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './site-edges.html',
  styleUrl: './site-tables.css',
})
export class SiteEdges {
  readonly #api = inject(Api);
  readonly #address = inject(Address);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);

  readonly site = input.required<string>();
  readonly standing = input<string>();
  /** Why the caller may change nothing here. */
  readonly refusal = input<string>();
  readonly changed = output();

  protected readonly choices = STANDING_CHOICES;
  protected readonly chosen = computed(
    () => STANDING_CHOICES.find(({ value }) => value === this.standing())?.value ?? '',
  );
  readonly #asked = computed(() => ({ site: this.site(), standing: this.chosen() }));
  readonly #pages = linkedSignal({ source: () => this.#asked(), computation: () => 1 });

  protected readonly edges = resource({
    params: () => ({ ...this.#asked(), pages: this.#pages() }),
    loader: ({ params: { site, standing, pages }, abortSignal }) =>
      readPages<EdgeView>(this.#api, listEdges, { pages, path: { site }, query: { standing }, abortSignal }),
  });

  readonly #page = lastValue(this.edges, () => this.site());
  protected readonly shown = computed(() => {
    const page = this.#page();
    return page === undefined
      ? undefined
      : { rows: page.items.map((edge) => edgeRow(edge)), hasMore: page.nextCursor !== undefined };
  });

  constructor() {
    reloadEvery(RELOAD_MS, [this.edges]);
  }

  protected show(standing: string): void {
    void this.#address.set({ standing });
  }

  protected more(): void {
    this.#pages.update((pages) => pages + 1);
  }

  protected async change({ edge, settings }: EdgeView, state: EdgeState): Promise<void> {
    const question = questionOf(edge, state);
    if (question !== undefined && (await this.#confirm.ask(question)) === undefined) return;
    await this.#perform.run(() => this.#save(edge, state), {
      done: doneText(edge, state),
      undo: { label: 'Undo', run: () => this.#save(edge, settings.state) },
    });
  }

  /** Its limits stay as they are now, whoever has set them meanwhile. */
  async #save(edge: string, state: EdgeState): Promise<void> {
    const path = { site: this.site(), edge };
    const { body, etag } = await this.#api.call<EdgeView>(readEdge, { path });
    await this.#api.call(saveEdge, {
      path,
      body: { ...body?.settings, state },
      ...(etag === undefined ? {} : { ifMatch: etag }),
    });
    this.edges.reload();
    this.changed.emit();
  }
}
