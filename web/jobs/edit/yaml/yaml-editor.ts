import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { sameJson } from '../../../kit/json/json.ts';
import { JobDraft } from '../draft/job-draft.ts';
import { readYaml, toYaml, type LineFault } from './yaml-text.ts';

/** The definition as a document that `evenkeel apply` takes; loaded with the library that reads it. */
@Component({
  selector: 'ek-yaml-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './yaml-editor.html',
  styleUrl: './yaml-editor.css',
})
export class YamlEditor {
  readonly #draft = inject(JobDraft);

  /** What was typed here before, kept with its comments while the form was shown. */
  readonly former = input<string>();

  protected readonly text = linkedSignal<unknown, string>({
    source: () => this.#shown(),
    computation: (definition, previous) => {
      const typed = previous?.value ?? this.former() ?? '';
      const read = readYaml(typed);
      const isSame =
        read.outcome === 'refused' ? previous !== undefined : sameJson(read.definition, definition);
      return isSame ? typed : toYaml(this.#shown());
    },
  });
  readonly #read = computed(() => readYaml(this.text()));
  readonly #scroll = signal(0);

  /** The text as it stands, for whoever keeps it. */
  readonly current = this.text.asReadonly();

  readonly faults = computed((): readonly LineFault[] => {
    const read = this.#read();
    if (read.outcome === 'refused') return read.faults;
    return this.#draft
      .faults()
      .map(({ pointer, detail }) => ({ line: read.lineOf(pointer), detail: `${pointer}: ${detail}` }))
      .toSorted((left, right) => left.line - right.line);
  });
  /** Whether the text is a document: only then can the form show it. */
  readonly isReadable = computed(() => this.#read().outcome === 'read');

  protected readonly lines = computed(() => {
    const wrong = new Set(this.faults().map(({ line }) => line));
    return this.text()
      .split('\n')
      .map((_, index) => ({ number: index + 1, isWrong: wrong.has(index + 1) }));
  });
  protected readonly offset = computed(() => `translateY(${-this.#scroll()}px)`);

  readonly #shown = computed(() => {
    const id = this.#draft.jobId();
    return id === '' ? this.#draft.document() : { ...this.#draft.document(), jobId: id };
  });

  protected type(text: string): void {
    this.text.set(text);
    const read = readYaml(text);
    if (read.outcome !== 'read') return;
    const { jobId, ...rest } = read.definition;
    const isOfPath = this.#draft.origin() !== undefined && jobId === this.#draft.jobId();
    this.#draft.replace(isOfPath || jobId === undefined ? rest : read.definition);
  }

  protected scroll(top: number): void {
    this.#scroll.set(top);
  }

  protected goTo(area: HTMLTextAreaElement, line: number): void {
    const before =
      this.text()
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    const end = this.text().indexOf('\n', before);
    area.focus();
    area.setSelectionRange(before, end === -1 ? this.text().length : end);
  }
}
