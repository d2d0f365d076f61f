import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { OverviewView } from '../../shared/contracts/http/overview-view.ts';
import { Chip } from '../kit/chips/chip.ts';
import { Instant } from '../kit/time/instant.ts';
import { auditInWords, DISPATCH_LOOKS, latenessInWords } from './dispatch-words.ts';

/** Whether what is due starts, and in time. */
@Component({
  selector: 'ek-dispatch-panel',
  imports: [Chip, Instant],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let now = dispatch();
    <section class="panel" aria-labelledby="ek-dispatch">
      <header>
        <h2 id="ek-dispatch">Dispatch</h2>
        <ek-chip [tone]="look().tone" [icon]="look().icon">{{ look().label }}</ek-chip>
      </header>
      <p class="sentence">{{ now.why }}</p>
      <dl class="facts">
        <dt>Start</dt>
        <dd>{{ lateness() }}</dd>
        <dt>Now</dt>
        <dd class="figure">
          {{ now.unfinished.running }} running, {{ now.unfinished.waiting }} waiting,
          {{ now.unfinished.pending }} pending
          @if (now.overdueRuns > 0) {
            ({{ now.overdueRuns }} overdue)
          }
        </dd>
        <dt>Audit</dt>
        <dd>
          @if (now.audit; as audit) {
            {{ audited() }} <span class="muted"><ek-instant [at]="audit.finishedAt" show="far" /></span>
          } @else {
            No whole round yet.
          }
        </dd>
      </dl>
    </section>
  `,
  styleUrl: './side-panel.css',
})
export class DispatchPanel {
  readonly dispatch = input.required<OverviewView['dispatch']>();

  protected readonly look = computed(() => DISPATCH_LOOKS[this.dispatch().state]);
  protected readonly lateness = computed(() => latenessInWords(this.dispatch().lateness));
  protected readonly audited = computed(() => {
    const { audit } = this.dispatch();
    return audit === undefined ? '' : auditInWords(audit);
  });
}
