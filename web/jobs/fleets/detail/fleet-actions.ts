import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import { Session } from '../../../api/session.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { Commands, type Command } from '../../../kit/page/commands.ts';
import { FleetChanges } from './fleet-changes.ts';

/** What can be done about a whole fleet: as buttons, and in the command palette. */
@Component({
  selector: 'ek-fleet-actions',
  imports: [Icon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="button" [disabled]="!mayChange()" [title]="why()" (click)="do('trigger')">
      <ek-icon name="play" [size]="14" /> Run all now
    </button>
    <button type="button" class="button" [disabled]="!mayChange()" [title]="why()" (click)="do('pause')">
      <ek-icon name="pause" [size]="14" /> Pause all
    </button>
    <button type="button" class="button" [disabled]="!mayChange()" [title]="why()" (click)="do('resume')">
      <ek-icon name="circle-play" [size]="14" /> Resume all
    </button>
    @if (mayChange()) {
      <a class="button" [routerLink]="['/fleets', fleet().fleetId, 'edit']"
        ><ek-icon name="pencil" [size]="14" /> Edit</a
      >
    } @else {
      <button type="button" class="button" disabled [title]="why()">
        <ek-icon name="pencil" [size]="14" /> Edit
      </button>
    }
    <button
      type="button"
      class="button danger"
      [disabled]="!mayChange()"
      [title]="why()"
      (click)="do('delete')"
    >
      <ek-icon name="trash" [size]="14" /> Delete
    </button>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
  `,
})
export class FleetActions {
  readonly #changes = inject(FleetChanges);
  readonly #router = inject(Router);
  readonly #session = inject(Session);

  readonly fleet = input.required<FleetView>();
  readonly etag = input.required<string>();
  readonly changed = output();

  readonly #isOperator = computed(() => this.#session.may('operator', this.fleet().valueStream));
  protected readonly mayChange = computed(() => this.#isOperator() && this.fleet().state === 'active');
  protected readonly why = computed(() => {
    if (!this.#isOperator()) return `Only operators of ${this.fleet().valueStream} may do this.`;
    return this.mayChange() ? '' : 'It is being deleted.';
  });

  constructor() {
    inject(Commands).offer(() => (this.mayChange() ? this.#commands() : []));
  }

  protected async do(action: 'trigger' | 'pause' | 'resume' | 'delete'): Promise<void> {
    const fleet = this.fleet();
    if (action !== 'delete') {
      if (await this.#changes[action](fleet)) this.changed.emit();
      return;
    }
    // Also where its last jobs are let go of after the answer: the list tells how far that is.
    if (await this.#changes.delete(fleet, this.etag())) await this.#router.navigate(['/fleets']);
  }

  #commands(): readonly Command[] {
    const group = 'This fleet';
    return [
      { id: 'fleet.run', label: 'Run all now', group, icon: 'play', run: () => this.do('trigger') },
      { id: 'fleet.pause', label: 'Pause all', group, icon: 'pause', run: () => this.do('pause') },
      { id: 'fleet.resume', label: 'Resume all', group, icon: 'circle-play', run: () => this.do('resume') },
      {
        ...{ id: 'fleet.edit', label: 'Edit', group, icon: 'pencil' },
        run: async () => {
          await this.#router.navigate(['/fleets', this.fleet().fleetId, 'edit']);
        },
      },
      { id: 'fleet.delete', label: 'Delete', group, icon: 'trash', run: () => this.do('delete') },
    ];
  }
}
