import { inject, Service } from '@angular/core';
import type { JobChangeView } from '../../../shared/contracts/http/job-history.ts';
import type { JobView } from '../../../shared/contracts/http/job-view.ts';
import {
  listJobHistory,
  listTemplates,
  patchJob,
  readJob,
  restoreJob,
  scheduleJob,
} from '../../../shared/contracts/http/operation-paths.ts';
import type { TemplateView } from '../../../shared/contracts/http/templates.ts';
import type { Page } from '../../api/api-call.ts';
import { Api } from '../../api/api.ts';
import { readPages } from '../../api/read-pages.ts';
import { whileDefined } from '../../api/while-defined.ts';
import { mergePatchOf } from '../../kit/json/json-differences.ts';
import type { OtherChange } from './conflict/conflict-view.ts';
import { originOf, type Origin } from './draft/origin.ts';
import type { Definition } from './fields/field.ts';
import { KindForms } from './kinds/kind-forms.ts';

const MOST_PAGES = 20;
const PAGE = 200;

/** What somebody may say with a change goes into a header: letters of Latin-1 only. */
const UNSENDABLE = /[^\x20-\x7e\xa0-\xff]/g;

/** Reads and stores jobs for the editor. */
@Service()
export class JobStore {
  readonly #api = inject(Api);
  readonly #kinds = inject(KindForms);

  /** Throws CallFailed. */
  async read(jobId: string): Promise<Origin> {
    const { body, etag } = await this.#api.call<JobView>(readJob, { path: { jobId } });
    if (body === null || etag === undefined)
      throw new Error('The server answered without the version of the job.');
    return originOf(body, etag, await this.#kinds.read(body.kind));
  }

  /** The job as it is now, and who has made it so. Throws CallFailed. */
  async readOther(jobId: string): Promise<OtherChange> {
    const origin = await this.read(jobId);
    const page = await this.#api.read<Page<JobChangeView>>(listJobHistory, {
      path: { jobId },
      query: { limit: 20 },
    });
    const change = page.items.find(
      ({ generation, hasDefinition }) => hasDefinition && generation === origin.generation,
    );
    if (change === undefined) return { origin };
    const { author, reason, at } = change;
    return { origin, author, at, ...(reason === undefined ? {} : { reason }) };
  }

  /** What a job of the value stream starts from by its template; its stream where it has none. Throws CallFailed. */
  async defaultsOf(valueStream: string): Promise<Definition> {
    const page = await readPages<TemplateView>(this.#api, listTemplates, {
      ...{ query: { limit: PAGE }, pages: MOST_PAGES },
    });
    const template = page.items.find((each) => each.valueStream === valueStream);
    return { ...template?.defaults, valueStream };
  }

  /** Throws CallFailed. */
  async create(definition: Definition): Promise<JobView> {
    return this.#api.read<JobView>(scheduleJob, { body: definition });
  }

  /**
   * Sends what differs; what was not touched is left as it is, and so is where the frozen baseline came from. The
   * generation that it made. Throws CallFailed, with 412 when somebody else has defined the job anew.
   */
  async edit(origin: Origin, definition: Definition, reason: string): Promise<number> {
    const why = reason.trim().replaceAll(UNSENDABLE, '?');
    const body = mergePatchOf(origin.definition, definition);
    return whileDefined(this.#api, origin, async (ifMatch) => {
      const job = await this.#api.read<JobView>(patchJob, {
        ...{ path: { jobId: origin.jobId }, ifMatch, body },
        contentType: 'application/merge-patch+json',
        ...(why === '' ? {} : { headers: { 'change-reason': why } }),
      });
      return job.generation;
    });
  }

  /**
   * Gives the job the definition again that it had before the edit. Throws CallFailed, with 412 when somebody has edited
   * it after that.
   */
  async takeBack({ jobId, generation }: Origin, edited: number): Promise<void> {
    const body = { generation, reason: 'The edit was taken back.' };
    await whileDefined(this.#api, { jobId, generation: edited }, async (ifMatch) =>
      this.#api.call(restoreJob, { path: { jobId }, ifMatch, body }),
    );
  }
}
