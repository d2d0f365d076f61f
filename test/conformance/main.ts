import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { BadUsage, exitWith } from '../../local/command-line.ts';

const USAGE = `Usage: npm run conformance -- [--target local|azure]
  local   the stand-ins, in this process (the default)
  azure   real services, each where its settings are in the environment:
            CONFORMANCE_COSMOS_ENDPOINT and CONFORMANCE_COSMOS_KEY
            CONFORMANCE_SERVICE_BUS (connection string) and CONFORMANCE_SERVICE_BUS_QUEUE
            CONFORMANCE_STORAGE (connection string)
            CONFORMANCE_SNOWFLAKE_ACCOUNT, _USER, _PRIVATE_KEY, _WAREHOUSE, _DATABASE and _SCHEMA
          A suite whose settings are missing is skipped. See docs/local-stack.md for what is made and removed.
`;

/** Runs the same cases through the real SDKs against the stand-ins or against Azure. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { target: { type: 'string', default: 'local' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (values.target !== 'local' && values.target !== 'azure') {
    throw new BadUsage(`--target must be local or azure; it is '${values.target}'.`);
  }
  process.env['CONFORMANCE_TARGET'] = values.target;
  const vitest = await startVitest([], { config: 'vitest.conformance.config.mjs', run: true });
  await vitest.exit();
}

main().catch(exitWith);
