import type { HttpResponseInit } from '@azure/functions';
import type { ChangedSince } from '../../shared/application/changed-since.ts';
import {
  templateSubject,
  type DeleteTemplate,
  type SaveTemplate,
} from '../../shared/application/fleet/save-template.ts';
import type { DefinedBy } from '../../shared/application/job-changes.ts';
import type { TemplateStore } from '../../shared/application/ports/template-store.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import type { ScheduleOutcome } from '../../shared/application/schedule-job.ts';
import { toDefinition } from '../../shared/contracts/http/schedule-job.ts';
import {
  deleteTemplateContract,
  jobFromTemplate,
  listTemplatesContract,
  readTemplateContract,
  saveTemplateContract,
  scheduleFromTemplateContract,
  templateView,
  toTemplate,
} from '../../shared/contracts/http/templates.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import { operation, type Operation } from './api/operation.ts';
import { outdated } from './outdated.ts';
import { notFound, problem } from './problem.ts';
import { afterScheduling } from './schedule-job.ts';
import type { ShowJob } from './show-job.ts';

interface UseCases {
  readonly templates: Pick<TemplateStore, 'get' | 'list'>;
  readonly saveTemplate: SaveTemplate;
  readonly deleteTemplate: DeleteTemplate;
  readonly scheduleJob: (definition: JobDefinition, by: DefinedBy) => Promise<ScheduleOutcome>;
  readonly showJob: ShowJob;
  readonly changedSince: ChangedSince;
}

/** What is below `/api/templates`. */
export function templateOperations(useCases: UseCases): readonly Operation[] {
  const { templates, saveTemplate, deleteTemplate, scheduleJob, showJob, changedSince } = useCases;
  const refuse = (valueStream: string, expected: ExpectedVersions): Promise<HttpResponseInit> => {
    const words = `The template of '${valueStream}' is`;
    return outdated(changedSince, { subject: templateSubject(valueStream), expected, words });
  };
  return [
    operation(listTemplatesContract, async ({ query, caller }) => {
      const page = await templates.list(streamsOf(caller, 'reader'), toPageRequest(query));
      return { jsonBody: { ...page, items: page.items.map(templateView) } };
    }),

    operation(readTemplateContract, async ({ path: { valueStream } }) => {
      const stored = await templates.get(valueStream);
      if (stored === undefined) return notFound('template', valueStream);
      return { headers: { etag: stored.version }, jsonBody: templateView(stored.value) };
    }),

    operation(saveTemplateContract, async ({ path: { valueStream }, body, ...call }) => {
      const saved = await saveTemplate(toTemplate(valueStream, body), call.ifMatch, call.actor());
      if (saved.outcome === 'version-mismatch') return refuse(valueStream, call.ifMatch);
      if (saved.outcome === 'version-required') return versionRequired(valueStream);
      const isNew = saved.outcome === 'created';
      const location = isNew ? { location: `/api/templates/${encodeURIComponent(valueStream)}` } : {};
      const headers = { etag: saved.version, ...location };
      return { status: isNew ? 201 : 200, headers, jsonBody: templateView(saved.value) };
    }),

    operation(deleteTemplateContract, async ({ path: { valueStream }, ...call }) => {
      switch (await deleteTemplate(valueStream, call.ifMatch, call.actor())) {
        case 'deleted':
          return { status: 204 };
        case 'not-found':
          return notFound('template', valueStream);
        case 'version-mismatch':
          return refuse(valueStream, call.ifMatch);
      }
    }),

    operation(scheduleFromTemplateContract, async ({ path: { valueStream }, body, actor, caller }) => {
      const stored = await templates.get(valueStream);
      if (stored === undefined) return notFound('template', valueStream);
      const definition = toDefinition(jobFromTemplate(stored.value, body));
      return afterScheduling(await scheduleJob(definition, { ...actor(), caller }), showJob);
    }),
  ];
}

function versionRequired(valueStream: string): HttpResponseInit {
  return problem({
    ...{ type: 'precondition-required', status: 428, title: 'Say which version is to be replaced.' },
    detail: `Value stream '${valueStream}' has another template. Read it, and send its ETag as If-Match.`,
  });
}
