import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { FleetView } from '../../../../shared/contracts/http/fleet-view.ts';
import { deleteFleetOverride } from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import { Session } from '../../../api/session.ts';
import { Confirm } from '../../../kit/feedback/confirm.ts';
import { Perform } from '../../../kit/feedback/perform.ts';
import { Icon } from '../../../kit/icon/icon.ts';
import { jsonLeaves } from '../../../kit/json/json-differences.ts';
import { EmptyState } from '../../../kit/states/empty-state.ts';
import { pointerText, valueText } from '../../edit/changes/value-text.ts';
import { reasonHeader } from '../reason-header.ts';

/** What single models have otherwise than the rest of the fleet. */
@Component({
  selector: 'ek-fleet-overrides',
  imports: [EmptyState, Icon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './fleet-overrides.html',
  styleUrl: './fleet-overrides.css',
})
export class FleetOverrides {
  readonly #api = inject(Api);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);
  readonly #session = inject(Session);

  readonly fleet = input.required<FleetView>();
  readonly etag = input.required<string>();
  readonly changed = output();

  protected readonly mayChange = computed(() => this.#session.may('operator', this.fleet().valueStream));
  protected readonly rows = computed(() =>
    Object.entries(this.fleet().overrides).map(([modelId, override]) => ({
      modelId,
      fields: jsonLeaves(override).map(({ pointer, value }) => ({
        ...{ pointer, name: pointerText(pointer) },
        text: value === null ? 'the default' : valueText(value),
      })),
    })),
  );

  protected async remove(modelId: string): Promise<void> {
    const { fleetId } = this.fleet();
    const answer = await this.#confirm.ask({
      title: `Take ${modelId} its override?`,
      consequences: ['Its job becomes what those of the other models are.'],
      ...{ confirm: 'Take it away', isDangerous: true, reason: 'optional' },
    });
    if (answer === undefined) return;
    const removed = await this.#perform.run(
      () =>
        this.#api.call(deleteFleetOverride, {
          ...{ path: { fleetId, modelId }, ifMatch: this.etag(), headers: reasonHeader(answer.reason) },
        }),
      { done: `${modelId} is as the others.` },
    );
    if (removed !== undefined) this.changed.emit();
  }
}
