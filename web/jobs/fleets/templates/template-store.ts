import { inject, Service } from '@angular/core';
import type { TemplateView } from '../../../../shared/contracts/http/templates.ts';
import {
  deleteTemplate,
  readTemplate,
  saveTemplate,
} from '../../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../../api/api.ts';
import type { Definition } from '../../edit/fields/field.ts';
import { FleetStore } from '../edit/fleet-store.ts';
import { reasonHeader } from '../reason-header.ts';

/** A stored template as an edit of it begins. */
export interface TemplateOrigin {
  readonly template: TemplateView;
  readonly etag: string;
}

/** Reads and stores the templates of value streams for the editor. */
@Service()
export class TemplateStore {
  readonly #api = inject(Api);
  readonly #fleets = inject(FleetStore);

  /** Undefined where the value stream has none. Throws CallFailed. */
  async read(valueStream: string): Promise<TemplateOrigin | undefined> {
    const known = await this.#fleets.templates();
    if (!known.some((template) => template.valueStream === valueStream)) return undefined;
    const { body, etag } = await this.#api.call<TemplateView>(readTemplate, { path: { valueStream } });
    if (body === null || etag === undefined)
      throw new Error('The server answered without the version of the template.');
    return { template: body, etag };
  }

  /** Throws CallFailed. */
  async save(
    valueStream: string,
    { body, etag, reason }: { body: Definition; etag: string | undefined; reason: string },
  ): Promise<void> {
    await this.#api.call(saveTemplate, {
      ...{ path: { valueStream }, body, headers: reasonHeader(reason) },
      ...(etag === undefined ? {} : { ifMatch: etag }),
    });
  }

  /** Throws CallFailed. */
  async remove(valueStream: string, { etag, reason }: { etag: string; reason: string }): Promise<void> {
    await this.#api.call(deleteTemplate, {
      ...{ path: { valueStream }, ifMatch: etag, headers: reasonHeader(reason) },
    });
  }
}
