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
import type { AlertDetailView, AlertSubjectView } from '../../../shared/contracts/http/alert-view.ts';
import { listAlertSubjects } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { readPages } from '../../api/read-pages.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { InstantWriter } from '../instant-writer.ts';
import { causeInWords } from './cause-words.ts';
import { subjectLink } from './subject-link.ts';

const CHOICES = [
  { value: undefined, label: 'All' },
  { value: 'failing', label: 'Not well' },
  { value: 'recovered', label: 'Well again' },
] as const;

/** The jobs, models and locks of an incident, with what happened to each last. */
@Component({
  selector: 'ek-incident-subjects',
  imports: [Chip, Instant, LoadState, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './incident-subjects.html',
  styleUrl: './incident-subjects.css',
})
export class IncidentSubjects {
  readonly #api = inject(Api);
  readonly #write = inject(InstantWriter);

  readonly incident = input.required<AlertDetailView>();
  readonly state = input<string>();
  readonly stateChosen = output<string | undefined>();

  protected readonly choices = CHOICES;
  protected readonly chosen = computed(() => CHOICES.find(({ value }) => value === this.state())?.value);

  readonly #pages = linkedSignal({ source: () => this.chosen(), computation: () => 1 });

  protected readonly list = resource({
    // Its counts change with its subjects: they are read anew then, and only then.
    params: () => {
      const { incidentId, causeCount, failingCount } = this.incident();
      return `${incidentId}\n${this.chosen() ?? ''}\n${this.#pages()}\n${causeCount}\n${failingCount}`;
    },
    loader: ({ abortSignal }) =>
      readPages<AlertSubjectView>(this.#api, listAlertSubjects, {
        path: { incidentId: this.incident().incidentId },
        query: { state: this.chosen() },
        pages: this.#pages(),
        abortSignal,
      }),
  });

  protected readonly shown = linkedSignal<Rows | undefined, Rows | undefined>({
    source: () => this.#rows(),
    computation: (rows, previous) => rows ?? previous?.value,
  });

  #rows(): Rows | undefined {
    if (!this.list.hasValue()) return undefined;
    const { items, nextCursor } = this.list.value();
    const write = this.#write.writer();
    return {
      hasMore: nextCursor !== undefined,
      items: items.map((subject) => ({
        ...subject,
        ...subjectLink(subject.subject),
        text: causeInWords(subject.last.detail, write),
      })),
    };
  }

  protected more(): void {
    this.#pages.update((pages) => pages + 1);
  }
}

interface Rows {
  readonly hasMore: boolean;
  readonly items: readonly (AlertSubjectView & ReturnType<typeof subjectLink> & { readonly text: string })[];
}
