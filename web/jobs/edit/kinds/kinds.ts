import type { JobKindView } from '../../../../shared/contracts/http/job-kinds.ts';
import type { KindForm } from './kind-form.ts';
import { plainKindForm } from './plain-kind-form.ts';
import { reportCollectionForm } from './report-collection/report-collection-form.ts';
import { stabilityForm } from './stability/stability-form.ts';

/** The kinds whose forms are the page's own; any other is drawn as the API describes it. */
export const KIND_FORMS: readonly KindForm[] = [stabilityForm, reportCollectionForm];

/** The forms of all kinds that the API has; the page's own first. */
export function formsOf(views: readonly JobKindView[]): readonly KindForm[] {
  const own = new Set(KIND_FORMS.map(({ kind }) => kind));
  return [...KIND_FORMS, ...views.filter(({ kind }) => !own.has(kind)).map(plainKindForm)];
}
