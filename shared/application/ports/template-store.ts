import type { StreamTemplate } from '../../domain/fleet/stream-template.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** Holds the templates of value streams, one each. Every method may throw Unavailable. */
export interface TemplateStore {
  get(valueStream: string): Promise<Versioned<StreamTemplate> | undefined>;

  /** Stores the template of a stream that has none and gives its version; of several at once exactly one gets one. */
  create(template: StreamTemplate): Promise<string | undefined>;

  /** Replaces a template and gives its new version. Throws VersionConflict when it is not at `ifVersion`. */
  save(template: StreamTemplate, condition: { readonly ifVersion: string }): Promise<string>;

  /** Throws VersionConflict when it is gone or not at `ifVersion`. */
  remove(valueStream: string, condition: { readonly ifVersion: string }): Promise<void>;

  /**
   * The templates of these value streams, of all where it is undefined, in code unit order of their names. Throws
   * InvalidInput for a cursor that no page gave.
   */
  list(valueStreams: readonly string[] | undefined, request: PageRequest): Promise<Page<StreamTemplate>>;
}
