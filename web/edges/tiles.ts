import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Tile } from './figure-tiles.ts';

/** Figures beside each other, each under what it is of. */
@Component({
  selector: 'ek-edge-tiles',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dl [attr.aria-label]="label()">
      @for (tile of tiles(); track tile.term) {
        <div>
          <dt>{{ tile.term }}</dt>
          <dd class="figure">
            <span class="large" [class]="tile.tone">{{ tile.text }}</span>
            @if (tile.about; as about) {
              <span class="about">{{ about }}</span>
            }
          </dd>
        </div>
      }
    </dl>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: repeat(8, minmax(0, 1fr));
      margin: 0;
      border: 1px solid var(--line);
      border-radius: var(--radius-l);
      background: var(--surface);
      overflow: hidden;
    }
    div {
      display: flex;
      flex-direction: column;
      padding: 12px 14px;
      /* Lines between them, however many stand in a row. */
      box-shadow:
        1px 0 0 var(--line),
        0 1px 0 var(--line);
    }
    dt {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    dd {
      display: grid;
      gap: 2px;
      margin: 0;
    }
    .large {
      font-size: 22px;
      font-weight: 600;
      letter-spacing: -0.02em;
      line-height: 1.2;
    }
    .large.significant {
      color: var(--significant);
    }
    .about {
      color: var(--ink-3);
      font-size: var(--text-s);
    }
    @media (max-width: 1240px) {
      dl {
        grid-template-columns: repeat(4, minmax(0, 1fr));
      }
    }
    @media (max-width: 680px) {
      dl {
        grid-template-columns: repeat(2, 1fr);
      }
    }
  `,
})
export class EdgeTiles {
  readonly tiles = input.required<readonly Tile[]>();
  readonly label = input.required<string>();
}
