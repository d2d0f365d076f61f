import { sameJson } from '../job/same-json.ts';
import type { JobText } from './fleet.ts';

/** What fleets and jobs of a value stream start from. */
export interface StreamTemplate {
  readonly valueStream: string;
  readonly description?: string;
  /** A part of a job: what a fleet or a job says itself goes over it. */
  readonly defaults: JobText;
  /** Counts its definitions, from 1. */
  readonly generation: number;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type TemplateDefinition = Pick<StreamTemplate, 'valueStream' | 'description' | 'defaults'>;

/** A template without what the app adds to it. */
export function definitionOfTemplate(template: StreamTemplate): TemplateDefinition {
  const { valueStream, description, defaults } = template;
  return { valueStream, ...(description === undefined ? {} : { description }), defaults };
}

/** Whether the template is defined like this already. */
export function isSameTemplate(template: StreamTemplate, definition: TemplateDefinition): boolean {
  return sameJson(definitionOfTemplate(template), definition);
}
