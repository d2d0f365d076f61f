import type { ModelView, SaveModelRequestBody } from '../../../shared/contracts/http/models.ts';

/** A model as somebody writes it. */
export interface ModelDraft {
  readonly modelId: string;
  readonly valueStream: string;
  readonly description: string;
  readonly owner: string;
  /** With commas or blanks between. */
  readonly tags: string;
}

export const EMPTY_DRAFT: ModelDraft = { modelId: '', valueStream: '', description: '', owner: '', tags: '' };

const LABELS: Readonly<Record<keyof ModelDraft, string>> = {
  modelId: 'Id',
  valueStream: 'Value stream',
  description: 'Description',
  owner: 'Owner',
  tags: 'Tags',
};

const FIELDS = ['valueStream', 'description', 'owner', 'tags'] as const;

export function draftOf({ modelId, valueStream, description, owner, tags }: ModelView): ModelDraft {
  return {
    modelId,
    valueStream: valueStream ?? '',
    description: description ?? '',
    owner: owner ?? '',
    tags: (tags ?? []).join(', '),
  };
}

export function toBody(draft: ModelDraft): SaveModelRequestBody {
  const [description, owner] = [draft.description.trim(), draft.owner.trim()];
  const tags = draft.tags.split(/[\s,]+/).filter((tag) => tag !== '');
  return {
    valueStream: draft.valueStream.trim(),
    ...(description === '' ? {} : { description }),
    ...(owner === '' ? {} : { owner }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

/** Where two drafts differ, field by field. */
export function differences(
  mine: ModelDraft,
  theirs: ModelDraft,
): { readonly label: string; readonly mine: string; readonly theirs: string }[] {
  return FIELDS.filter((field) => mine[field].trim() !== theirs[field].trim()).map((field) => ({
    ...{ label: LABELS[field], mine: mine[field], theirs: theirs[field] },
  }));
}
