import { effect, Service, signal } from '@angular/core';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** In which zone instants are shown beside the one of their job. */
export const ZONES = ['local', 'utc'] as const;
export type ZoneChoice = (typeof ZONES)[number];

const STORED = 'evenkeel.preferences';

/** How somebody wants the page to be, in this browser. */
@Service()
export class Preferences {
  readonly theme = signal<Theme>(oneOf(THEMES, stored()['theme']) ?? 'system');
  readonly zone = signal<ZoneChoice>(oneOf(ZONES, stored()['zone']) ?? 'local');
  readonly isRailNarrow = signal(stored()['isRailNarrow'] === true);

  constructor() {
    effect(() => {
      const theme = this.theme();
      document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme;
    });
    effect(() => {
      const kept = { theme: this.theme(), zone: this.zone(), isRailNarrow: this.isRailNarrow() };
      localStorage.setItem(STORED, JSON.stringify(kept));
    });
  }
}

function stored(): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORED) ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((known) => known === value);
}
