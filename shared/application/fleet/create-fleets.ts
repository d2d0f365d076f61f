import type { AuditedChange } from '../audited-change.ts';
import type { TemplateStore } from '../ports/template-store.ts';
import { createChangeOverride, type ChangeOverride } from './change-overrides.ts';
import { createCommandFleet, type CommandFleet } from './command-fleet.ts';
import { createDeleteFleet, type DeleteFleet } from './delete-fleet.ts';
import { createPreviewFleet, type PreviewFleet } from './preview-fleet.ts';
import { createSaveFleet, type SaveFleet } from './save-fleet.ts';
import {
  createDeleteTemplate,
  createSaveTemplate,
  type DeleteTemplate,
  type SaveTemplate,
} from './save-template.ts';
import { createTakeInModel, type TakeInModel } from './take-in-model.ts';
import { createTendFleet, type TendDependencies, type TendFleet } from './tend-fleet.ts';
import { createTendFleets, type TendedFleets } from './tend-fleets.ts';

export interface FleetDependencies extends TendDependencies {
  readonly templates: TemplateStore;
  readonly auditedChange: AuditedChange;
}

export interface Fleets {
  readonly saveFleet: SaveFleet;
  readonly deleteFleet: DeleteFleet;
  readonly changeOverride: ChangeOverride;
  readonly previewFleet: PreviewFleet;
  readonly commandFleet: CommandFleet;
  readonly tendFleet: TendFleet;
  readonly tendFleets: () => Promise<TendedFleets>;
  readonly takeInModel: TakeInModel;
  readonly saveTemplate: SaveTemplate;
  readonly deleteTemplate: DeleteTemplate;
}

/** What there is to do with fleets and templates. */
export function createFleets(dependencies: FleetDependencies): Fleets {
  const saveFleet = createSaveFleet(dependencies);
  const tendFleet = createTendFleet(dependencies);
  return {
    ...{ saveFleet, tendFleet },
    deleteFleet: createDeleteFleet(dependencies),
    changeOverride: createChangeOverride({ ...dependencies, saveFleet }),
    previewFleet: createPreviewFleet(dependencies),
    commandFleet: createCommandFleet(dependencies),
    tendFleets: createTendFleets({ ...dependencies, tendFleet }),
    takeInModel: createTakeInModel(dependencies),
    saveTemplate: createSaveTemplate(dependencies),
    deleteTemplate: createDeleteTemplate(dependencies),
  };
}
