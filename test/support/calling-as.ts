import { OPEN_GATE } from './open-gate.ts';
import type { Gate } from '../../functions/http/api/gate.ts';
import type { Operation } from '../../functions/http/api/call.ts';
import { registerOperations } from '../../functions/http/api/register-operations.ts';
import type { Role } from '../../shared/domain/access/role.ts';
import { RecordingRegistry } from './recording-registry.ts';

/** The operations as somebody calls them who has a role in some value streams. */
export function callingAs(
  operations: readonly Operation[],
  grants: Readonly<Record<string, Role>>,
  streamOf: Gate['streamOf'] = async () => undefined,
): RecordingRegistry {
  const caller = {
    ...{ id: 'user:ada', name: 'Ada', isIdentified: true },
    grants: Object.entries(grants).map(([valueStream, role]) => ({ valueStream, role })),
  };
  const app = new RecordingRegistry();
  const identify: Gate['identify'] = async () => ({ outcome: 'identified', caller });
  registerOperations(app, operations, { ...OPEN_GATE, identify, streamOf });
  return app;
}
