import type { IconName } from '../kit/icon/icons.ts';

/** A place of the page that the rail leads to. */
export interface Place {
  readonly label: string;
  readonly link: string;
  readonly icon: IconName;
  /** The key that leads there after `g`. */
  readonly key: string;
}

/** Where the rail leads to, by what people come for. */
export const PLACES: readonly { readonly name: string; readonly places: readonly Place[] }[] = [
  {
    name: 'Watch',
    places: [
      { label: 'Overview', link: '/', icon: 'house', key: 'o' },
      { label: 'Models', link: '/models', icon: 'waves', key: 'm' },
      { label: 'Alerts', link: '/alerts', icon: 'bell', key: 'a' },
    ],
  },
  {
    name: 'Work',
    places: [
      { label: 'Jobs', link: '/jobs', icon: 'calendar-clock', key: 'j' },
      { label: 'Fleets', link: '/fleets', icon: 'grid', key: 'f' },
      { label: 'Runs', link: '/runs', icon: 'activity', key: 'r' },
      { label: 'Reports and locks', link: '/locks', icon: 'lock', key: 'l' },
      { label: 'Edges', link: '/edges', icon: 'zap', key: 'e' },
      { label: 'Simulate', link: '/simulate', icon: 'route', key: 's' },
      { label: 'Calendars', link: '/calendars', icon: 'calendar-days', key: 'c' },
    ],
  },
  {
    name: 'Keep',
    places: [
      { label: 'Access', link: '/access', icon: 'key', key: 'k' },
      { label: 'Change log', link: '/change-log', icon: 'history', key: 'h' },
    ],
  },
];
