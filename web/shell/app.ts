import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { filter } from 'rxjs';
import { Live } from '../api/live.ts';
import { Session } from '../api/session.ts';
import { ToastList } from '../kit/feedback/toast-list.ts';
import { Perform } from '../kit/feedback/perform.ts';
import { Icon } from '../kit/icon/icon.ts';
import { Commands, type Command } from '../kit/page/commands.ts';
import { LoadState } from '../kit/states/load-state.ts';
import { viewerZone } from '../kit/time/format-instant.ts';
import { Preferences, THEMES } from '../settings/preferences.ts';
import { SignIn } from '../sign-in/sign-in.ts';
import { SignIns } from '../sign-in/sign-ins.ts';
import { WithoutRights } from '../sign-in/without-rights.ts';
import { HeadingFocus } from './heading-focus.ts';
import { PageFaults } from './page-faults.ts';
import { PLACES } from './places.ts';
import { PaletteOpener } from './palette/palette-opener.ts';
import { ShortcutKeys } from './shortcut-keys.ts';
import { WhoIsHere } from './who-is-here.ts';

/** The frame of every screen: where to go, who is here, whether the page is live. */
@Component({
  selector: 'ek-app',
  imports: [
    ...[Icon, LoadState, RouterLink, RouterLinkActive, RouterOutlet],
    ...[SignIn, ToastList, WithoutRights],
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './app.html',
  styleUrl: './app.css',
  host: { '[class.alone]': 'isAlone()' },
})
export class App {
  readonly #headingFocus = inject(HeadingFocus);
  readonly #router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly live = inject(Live);
  protected readonly preferences = inject(Preferences);
  protected readonly perform = inject(Perform);
  protected readonly palette = inject(PaletteOpener);
  protected readonly groups = PLACES;
  protected readonly isDrawerOpen = signal(false);

  protected readonly who = inject(WhoIsHere);
  protected readonly signIns = inject(SignIns);

  /** Before anybody is known there is nowhere to go. */
  protected readonly isAlone = computed(() => this.session.me() === undefined && this.session.isRefused());

  protected readonly zone = computed(() =>
    this.preferences.zone() === 'utc' ? 'UTC' : viewerZone().replaceAll('_', ' '),
  );

  protected readonly liveText = computed(
    () =>
      ({
        connecting: 'Connecting',
        live: 'Live',
        polling: 'Every 10 s',
      })[this.live.state()],
  );

  constructor() {
    inject(Commands).offer(() => this.#commands());
    inject(ShortcutKeys).start();
    inject(PageFaults).tellReload();
    this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(inject(DestroyRef)),
      )
      .subscribe(({ urlAfterRedirects }) => {
        this.#arrived(urlAfterRedirects);
      });
  }

  protected toggleZone(): void {
    this.preferences.zone.update((zone) => (zone === 'utc' ? 'local' : 'utc'));
  }

  protected nextTheme(): void {
    this.preferences.theme.update((theme) => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system');
  }

  protected skip(event: Event): void {
    event.preventDefault();
    document.querySelector<HTMLElement>('main')?.focus();
  }

  #path = '';

  /** Whoever comes to another screen hears its name first; another tab or filter of the same one moves nothing. */
  #arrived(url: string): void {
    this.isDrawerOpen.set(false);
    const path = url.split(/[?#]/)[0] ?? '';
    const isFirst = this.#path === '';
    const isSame = path === this.#path;
    this.#path = path;
    if (isFirst || isSame) return;
    this.#headingFocus.follow();
  }

  #commands(): readonly Command[] {
    const places = this.groups.flatMap(({ places }) =>
      places.map(({ label, link, icon, key }) => ({
        ...{ id: `go:${link}`, label, icon, group: 'Go to', keywords: `g ${key}` },
        run: async () => {
          await this.#router.navigateByUrl(link);
        },
      })),
    );
    return [
      ...places,
      {
        ...{ id: 'new-job', label: 'Schedule a job', icon: 'plus', group: 'Do', keywords: 'new create n j' },
        run: async () => {
          await this.#router.navigateByUrl('/jobs/new');
        },
      },
      {
        ...{
          id: 'theme',
          label: 'Change between light and dark',
          icon: 'moon',
          group: 'Do',
          keywords: 'theme',
        },
        run: () => {
          this.nextTheme();
        },
      },
      {
        ...{
          id: 'zone',
          label: 'Show times in UTC or in my zone',
          icon: 'clock',
          group: 'Do',
          keywords: 'utc',
        },
        run: () => {
          this.toggleZone();
        },
      },
    ];
  }
}
