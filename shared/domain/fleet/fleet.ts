import { sameJson } from '../job/same-json.ts';
import type { FleetSelector } from './fleet-selector.ts';

/** A part of a job as a caller writes it; a merge patch of one. JSON. */
export type JobText = Readonly<Record<string, unknown>>;

/** What becomes of a job whose model is selected no longer. */
export const UNMATCHED_POLICIES = ['delete', 'keep'] as const;
export type UnmatchedPolicy = (typeof UNMATCHED_POLICIES)[number];

/** 1 to 32 letters, digits, `_` and single `-`, so that the ids of its jobs can be read back. */
export const FLEET_ID_PATTERN = /^[A-Za-z0-9](?:[A-Za-z0-9_]|-(?=[A-Za-z0-9_])){0,31}$/;

/** Overrides that one fleet may have: they are all the document that grows with its models. */
export const MAX_OVERRIDES = 1000;

/** What people say of a fleet: one definition over the models of a value stream that it selects. */
export interface FleetDefinition {
  readonly fleetId: string;
  readonly valueStream: string;
  readonly description?: string;
  readonly selector: FleetSelector;
  /** What a job of it is, with placeholders; over the defaults of fleets and the value stream's template. */
  readonly template: JobText;
  /** By model: merge patches over the template. */
  readonly overrides: Readonly<Record<string, JobText>>;
  readonly whenUnmatched: UnmatchedPolicy;
}

/** A fleet as it is stored. */
export interface Fleet extends FleetDefinition {
  /** Counts its definitions, from 1. */
  readonly generation: number;
  /** `deleting`: its jobs are being let go; it is gone when the last of them is. */
  readonly state: 'active' | 'deleting';
  /** Who defined it last; stands as author in the history of its jobs. */
  readonly updatedBy: string;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The definition of a fleet without what the app adds to it. */
export function definitionOfFleet(fleet: Fleet): FleetDefinition {
  const { fleetId, valueStream, description, selector, template, overrides, whenUnmatched } = fleet;
  return {
    ...{ fleetId, valueStream },
    ...(description === undefined ? {} : { description }),
    ...{ selector, template, overrides, whenUnmatched },
  };
}

/** Whether the fleet is defined like this already. */
export function isSameFleet(fleet: Fleet, definition: FleetDefinition): boolean {
  return sameJson(definitionOfFleet(fleet), definition);
}

interface Defined {
  readonly author: string;
  readonly now: number;
}

/** A fleet at its first definition. */
export function newFleet(definition: FleetDefinition, { author, now }: Defined): Fleet {
  return {
    ...definition,
    ...{ generation: 1, state: 'active', updatedBy: author, createdAt: now, updatedAt: now },
  };
}

/** The fleet with another definition. */
export function redefinedFleet(fleet: Fleet, definition: FleetDefinition, { author, now }: Defined): Fleet {
  const { generation, state, createdAt } = fleet;
  return { ...definition, state, generation: generation + 1, updatedBy: author, createdAt, updatedAt: now };
}

/** The fleet on its way out: it selects nothing any more, and then is gone. */
export function endingFleet(
  fleet: Fleet,
  { author, now, jobs }: Defined & { readonly jobs: UnmatchedPolicy },
): Fleet {
  return {
    ...fleet,
    ...{ state: 'deleting', whenUnmatched: jobs, generation: fleet.generation + 1 },
    ...{ updatedBy: author, updatedAt: now },
  };
}
