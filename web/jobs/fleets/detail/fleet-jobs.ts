import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import type { JobSummary } from '../../../../shared/contracts/http/job-view.ts';
import { listFleetJobs } from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import type { Page } from '../../../api/api-call.ts';
import { Live } from '../../../api/live.ts';
import { Session } from '../../../api/session.ts';
import { Chip } from '../../../kit/chips/chip.ts';
import { JobChip } from '../../../kit/chips/job-chip.ts';
import { JOB_LOOKS } from '../../../kit/chips/states.ts';
import { SearchField } from '../../../kit/filters/search-field.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { Address } from '../../../kit/page/address.ts';
import { EmptyState } from '../../../kit/states/empty-state.ts';
import { Column } from '../../../kit/table/column.ts';
import { DataTable } from '../../../kit/table/data-table.ts';
import { pagedRows } from '../../../kit/table/paged-rows.ts';
import { Reloading } from '../../../kit/table/reloading.ts';
import { Instant } from '../../../kit/time/instant.ts';
import { zoneOf } from '../../list/job-facts.ts';
import { ownWords } from './own-words.ts';

const PAGE = 200;
/** The first page is a short one, so that it is there soon. */
const FIRST_PAGE = 60;
/** A change of many jobs is followed as it goes. */
const RELOAD_AT_MOST_EVERY_MS = 4000;

const STATES = (['active', 'paused', 'quarantined', 'completed'] as const).map((value) => ({
  value,
  label: JOB_LOOKS[value].label,
}));

interface JobsQuery {
  readonly fleetId: string;
  readonly text: string | undefined;
  readonly status: string | undefined;
}

/** The models of a fleet, each with its job and what is its own in it. */
@Component({
  selector: 'ek-fleet-jobs',
  imports: [...[Chip, Column, DataTable, EmptyState, Icon], ...[Instant, JobChip, RouterLink, SearchField]],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './fleet-jobs.html',
  styleUrl: './fleet-jobs.css',
})
export class FleetJobs {
  readonly #api = inject(Api);
  readonly #address = inject(Address);
  readonly #router = inject(Router);
  readonly #session = inject(Session);

  readonly fleet = input.required<FleetView>();
  readonly text = input<string>();
  readonly status = input<string>();

  protected readonly states = STATES;
  protected readonly zoneOf = zoneOf;
  protected readonly ownWords = ownWords;
  protected readonly nameOf = ({ jobId }: JobSummary): string => jobId;
  protected readonly isFiltered = computed(() => (this.text() ?? '') !== '' || (this.status() ?? '') !== '');
  protected readonly mayChange = computed(() => this.#session.may('operator', this.fleet().valueStream));

  readonly #query = computed<JobsQuery>(
    () => ({ fleetId: this.fleet().fleetId, text: this.text(), status: this.status() }),
    { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );
  protected readonly jobs = pagedRows<JobSummary, JobsQuery>(
    {
      read: ({ fleetId, ...filter }, { cursor, abortSignal }) =>
        this.#api.read<Page<JobSummary>>(listFleetJobs, {
          path: { fleetId },
          query: { ...filter, cursor, limit: cursor === undefined ? FIRST_PAGE : PAGE },
          abortSignal,
        }),
      keyOf: ({ jobId }) => jobId,
    },
    this.#query,
  );
  readonly #reloading = new Reloading(() => this.jobs.reload(), RELOAD_AT_MOST_EVERY_MS);

  constructor() {
    inject(Live).listen((change) => {
      const isOfThis =
        change === 'anything' ||
        (change.type === 'job' && change.jobId.startsWith(`${this.fleet().fleetId}--`));
      if (isOfThis) this.#reloading.soon();
    }, inject(DestroyRef));
  }

  protected set(changes: Readonly<Record<string, string | undefined>>): void {
    void this.#address.set(changes);
  }

  protected open({ jobId }: JobSummary): void {
    void this.#router.navigate(['/jobs', jobId]);
  }
}
