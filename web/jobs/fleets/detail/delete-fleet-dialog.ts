import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import { countText, tallyOf } from '../fleet-words.ts';

/** What becomes of the jobs of a fleet that ends, and why. */
export interface DeleteAnswer {
  readonly jobs: FleetView['whenUnmatched'];
  readonly reason: string;
}

/** Asks what becomes of the jobs before a fleet is ended; its id has to be typed. */
@Component({
  selector: 'ek-delete-fleet-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './delete-fleet-dialog.html',
  styleUrl: '../../detail/actions/pause-dialog.css',
})
export class DeleteFleetDialog {
  readonly #dialog = inject<DialogRef<DeleteAnswer>>(DialogRef);
  protected readonly fleet = inject<FleetView>(DIALOG_DATA);

  protected readonly jobs = signal(this.fleet.whenUnmatched);
  protected readonly reason = signal('');
  protected readonly typed = signal('');
  protected readonly isReady = computed(() => this.typed() === this.fleet.fleetId);
  protected readonly count = countText(tallyOf(this.fleet).models ?? 0);

  protected answer(): void {
    if (this.isReady()) this.#dialog.close({ jobs: this.jobs(), reason: this.reason().trim() });
  }

  protected cancel(): void {
    this.#dialog.close();
  }
}
