import { ChangeDetectionStrategy, Component, computed, inject, input, resource, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import type { LockDetailView } from '../../../shared/contracts/http/locks.ts';
import type { BreakWarning } from '../../../shared/contracts/http/lock-view.ts';
import { readLock } from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { reloadEvery } from '../../api/reload-every.ts';
import { reloadOnChange } from '../../api/reload-on-change.ts';
import { Session } from '../../api/session.ts';
import { actionInWords, OUTCOME_LOOKS, toldOnce } from '../../kit/changes/change-words.ts';
import { FieldChanges } from '../../kit/changes/field-changes.ts';
import { differencesBetween } from '../../kit/changes/state-differences.ts';
import { Chip } from '../../kit/chips/chip.ts';
import { CopyButton } from '../../kit/copy/copy-button.ts';
import { Icon } from '../../kit/icon/icon.ts';
import { Commands, type Command } from '../../kit/page/commands.ts';
import { PageHeader } from '../../kit/page/page-header.ts';
import { EmptyState } from '../../kit/states/empty-state.ts';
import { LoadState } from '../../kit/states/load-state.ts';
import { Instant } from '../../kit/time/instant.ts';
import { BreakLock } from '../breaking/break-lock.ts';
import { cannotBreak, isTicketAlone } from '../breaking/break-question.ts';
import { isUnderWay, LOCK_LOOKS, stateInWords, TICKET_LOOKS } from '../lock-words.ts';
import { CollectionTable } from '../reports/collection-table.ts';
import { readCollections } from '../reports/read-collections.ts';

const MAX_JOBS = 200;
const LOCK_EVERY_MS = 5000;

/** One resource: who may ask for it, what was asked, what was collected, and who has broken its lock. */
@Component({
  selector: 'ek-lock-detail',
  imports: [
    ...[Chip, CollectionTable, CopyButton, EmptyState, FieldChanges, Icon, Instant],
    ...[LoadState, PageHeader, RouterLink],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './lock-detail.html',
  styleUrl: './lock-detail.css',
})
export class LockDetail {
  readonly #api = inject(Api);
  readonly #breakLock = inject(BreakLock);
  readonly #session = inject(Session);
  readonly #title = inject(Title);

  readonly resource = input.required<string>();

  protected readonly crumbs = [{ label: 'Reports and locks', link: '/locks' }];
  protected readonly warnings = signal<readonly BreakWarning[]>([]);

  protected readonly lock = resource({
    params: () => this.resource(),
    loader: ({ params, abortSignal }) => {
      this.#title.setTitle(`${params} · Evenkeel`);
      return this.#api.read<LockDetailView>(readLock, { path: { resource: params }, abortSignal });
    },
  });

  protected readonly collections = resource({
    params: () => this.resource(),
    loader: ({ params, abortSignal }) =>
      readCollections(this.#api, { limit: MAX_JOBS, resource: params, abortSignal }),
  });

  protected readonly looks = computed(() => {
    if (!this.lock.hasValue()) return undefined;
    const lock = this.lock.value();
    return {
      lock,
      ...{ state: LOCK_LOOKS[lock.state], words: stateInWords(lock), isTicketAlone: isTicketAlone(lock) },
      ticket: lock.ticket === undefined ? undefined : TICKET_LOOKS[lock.ticket.state],
      isUnderWay: isUnderWay(lock),
      refusal: this.#session.may('operator') ? cannotBreak(lock) : 'Only operators may break a lock.',
      changes: toldOnce(lock.lastChanges).map((change) => ({
        ...change,
        look: OUTCOME_LOOKS[change.outcome],
        title: actionInWords(change.action),
        differences: differencesBetween(change.before, change.after),
      })),
    };
  });

  constructor() {
    reloadOnChange([this.lock, this.collections], ({ jobId }) => this.#jobIds().includes(jobId));
    reloadEvery(LOCK_EVERY_MS, [this.lock]);
    inject(Commands).offer(() => this.#commands());
  }

  protected async break(): Promise<void> {
    const look = this.looks();
    if (look === undefined || look.refusal !== undefined) return;
    const warnings = await this.#breakLock.break(look.lock);
    if (warnings !== undefined) this.warnings.set(warnings);
    this.lock.reload();
  }

  #jobIds(): readonly string[] {
    return this.collections.hasValue() ? this.collections.value().jobs.map(({ jobId }) => jobId) : [];
  }

  #commands(): readonly Command[] {
    const look = this.looks();
    if (look === undefined || look.refusal !== undefined) return [];
    const label = look.isTicketAlone ? 'Forget the request' : 'Break the lock';
    return [{ id: 'lock:break', label, group: 'This lock', icon: 'lock-open', run: () => this.break() }];
  }
}
