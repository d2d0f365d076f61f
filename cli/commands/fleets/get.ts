import { stringify } from 'yaml';
import { readFleet } from '../../../shared/contracts/http/operation-paths.ts';
import { command } from '../../command/command.ts';
import { flag } from '../../command/parameters.ts';
import { isRecord } from '../../output/read-field.ts';
import { fleet } from './fleet-file.ts';
import { FAULT_COLUMNS, faultsOf, FLEET_FIELDS } from './fleet-output.ts';

/** What a file of a fleet says. */
const SAID = [
  ...['fleetId', 'valueStream', 'description', 'selector', 'template', 'overrides', 'whenUnmatched'],
];

export const fleetsGet = command({
  name: 'fleets get',
  summary: 'show a fleet, and which models have not the job that they should have',
  arguments: { fleet },
  options: { yaml: flag('as a file that "fleets apply" takes') },
  run: async (context, { fleet: fleetId, yaml }) => {
    const { out } = context;
    const { body } = await (await context.api()).call(readFleet, { path: { fleetId } });
    if (yaml) {
      const said = Object.entries(isRecord(body) ? body : {}).filter(([name]) => SAID.includes(name));
      out.text(stringify(Object.fromEntries(said)));
      return;
    }
    out.item(body, FLEET_FIELDS);
    if (faultsOf(body).length > 0) out.section('Faults', faultsOf(body), FAULT_COLUMNS);
  },
});
