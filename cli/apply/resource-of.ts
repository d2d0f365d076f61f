import {
  readCalendar,
  readModel,
  saveCalendar,
  saveModel,
} from '../../shared/contracts/http/operation-paths.ts';
import { alertRuleResource } from './alert-rule-resource.ts';
import type { ApplyOutcome } from './applied-object.ts';
import type { Resource } from './apply-resource.ts';
import type { AppliedDocument } from './document.ts';
import { edgeResource, edgeSiteResource } from './edge-resource.ts';
import { fleetResource, templateResource } from './fleet-resource.ts';

/** A document of something that is read and saved by itself; jobs are sent together. */
export type ResourceDocument = Exclude<AppliedDocument, { readonly kind: 'Job' }>;

type CalendarDocument = Extract<AppliedDocument, { readonly kind: 'Calendar' }>;
type ModelDocument = Extract<AppliedDocument, { readonly kind: 'Model' }>;

/** What a document asks for, or what is wrong with its form; `tag` marks what can have a mark. */
export async function resourceOf(document: ResourceDocument, tag: string): Promise<Resource | ApplyOutcome> {
  switch (document.kind) {
    case 'Calendar':
      return calendarResource(document);
    case 'Model':
      return modelResource(document, tag);
    case 'AlertRule':
      return alertRuleResource(document, tag);
    case 'Fleet':
      return fleetResource(document);
    case 'JobTemplate':
      return templateResource(document);
    case 'EdgeSite':
      return edgeSiteResource(document);
    case 'Edge':
      return edgeResource(document);
  }
}

function calendarResource({ metadata: { name, description }, spec }: CalendarDocument): Resource {
  return {
    ...{ read: readCalendar, save: saveCalendar, path: { name }, fields: ['description', 'dates'] },
    desired: {
      ...(description === undefined ? {} : { description }),
      dates: spec.dates.toSorted(),
    },
  };
}

function modelResource({ metadata, spec }: ModelDocument, tag: string): Resource {
  const { name, valueStream, description, tags = [] } = metadata;
  return {
    ...{ read: readModel, save: saveModel, path: { modelId: name } },
    fields: ['valueStream', 'description', 'tags', 'owner'],
    desired: {
      valueStream,
      ...(description === undefined ? {} : { description }),
      tags: [...new Set([...tags, tag])].sort(),
      ...spec,
    },
  };
}
