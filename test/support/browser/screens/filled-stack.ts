import { Client } from '../../../../local/client.ts';
import { startExampleCluster } from '../../../../local/examples/batch-example.ts';
import { startReportServer } from '../../../../local/report-server/start-report-server.ts';
import { startStack } from '../../../../local/stack.ts';
import { followersHaveBegun } from '../followers-have-begun.ts';
import { fillForScreens } from './example-data.ts';

/** A stack of its own, of the app as it was built last, with something for every screen. */
export async function startFilledStack({ days }: { readonly days: number }): Promise<{
  readonly url: string;
  stop(): Promise<void>;
}> {
  const log = (entry: object): void => {
    console.info(JSON.stringify(entry));
  };
  const cluster = await startExampleCluster();
  const stack = await startStack({ log, settings: cluster.settings });
  const reports = await startReportServer({ port: 0 });
  const { url, blobs, settings } = stack;
  await followersHaveBegun(settings);
  const client = new Client(url);
  await fillForScreens({ url, client, blobs, days, now: Date.now(), reportServer: reports.origin });
  return {
    url,
    stop: async () => {
      await stack.stop();
      await reports.stop();
      await cluster.stop();
    },
  };
}
