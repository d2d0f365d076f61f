import type { HttpResponseInit } from '@azure/functions';
import { notFound, problem } from '../../../../functions/http/problem.ts';
import { may, type Caller } from '../../../domain/access/caller.ts';
import type { Role } from '../../../domain/access/role.ts';
import type { SiteSettings } from '../domain/edge-config.ts';

export interface SiteAccess {
  readonly readSettings: (site: string) => Promise<SiteSettings>;
  /** The control plane that this is. */
  readonly controlPlane: string;
}

/** A site that a caller asks for. */
export interface AskedSite {
  readonly site: string;
  readonly caller: Caller;
  readonly role: Role;
}

/**
 * The settings of a site, if the caller has the role in its value stream; else the answer that whoever may not see it
 * gets, whether it is there or not.
 */
export async function enterSite(
  { readSettings }: SiteAccess,
  { site, caller, role }: AskedSite,
): Promise<{ readonly settings: SiteSettings } | { readonly refusal: HttpResponseInit }> {
  const settings = await readSettings(site);
  if (!may(caller, role, settings.valueStream)) return { refusal: notFound('site', site) };
  return { settings };
}

/** The same where something is done at the site: only the control plane that holds it does. */
export async function enterHeldSite(
  access: SiteAccess,
  asked: AskedSite,
): Promise<{ readonly settings: SiteSettings } | { readonly refusal: HttpResponseInit }> {
  const entered = await enterSite(access, asked);
  if ('refusal' in entered) return entered;
  const { controlPlane = access.controlPlane } = entered.settings;
  return controlPlane === access.controlPlane
    ? entered
    : { refusal: heldElsewhere(asked.site, controlPlane) };
}

function heldElsewhere(site: string, controlPlane: string): HttpResponseInit {
  const detail = `Site '${site}' is held by the control plane '${controlPlane}': ask that one.`;
  return problem({ type: 'gone', status: 410, title: 'Another control plane holds the site.', detail });
}
