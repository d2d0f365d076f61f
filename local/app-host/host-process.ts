import { startFunctionsHost } from '../functions-host/start-functions-host.ts';
import { hostSettings } from './host-settings.ts';

/** The built app in a host of its own, which may be killed or stopped at any moment; it tells its address. */
const host = await startFunctionsHost(hostSettings.parse(JSON.parse(process.argv[2] ?? '')));
process.send?.(host.url);
// Without a parent there is nobody to work for.
process.on('disconnect', () => process.exit());
