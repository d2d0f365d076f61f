import { exitWith, print, stopOnInterrupt } from '../command-line.ts';
import { StartedParts } from '../started-parts.ts';
import { announceLoad } from './announce-load.ts';
import { readOptions, USAGE } from './read-options.ts';
import { startReportServer, type ReportServer } from './start-report-server.ts';

/** Runs the report server alone until it is interrupted. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const parts = new StartedParts();
  stopOnInterrupt([() => parts.stop()]);
  const server = await parts.keep('the report server', startReportServer({ ...options, log: printTimed }));
  printAddresses(server);
  const stopAnnouncing = announceLoad(server, printTimed);
  parts.add({
    stop: async () => {
      stopAnnouncing();
    },
  });
}

function printAddresses(server: ReportServer): void {
  print(`Ask for a report   ${server.origin}/request_report?offset=0`);
  print(`Get it             ${server.origin}/get_report/<ticket>`);
  print(`Counters           ${server.origin}/stats`);
  print(
    `Ready, ${server.stats().isHeavy ? 'under heavy load' : 'at ease'}. Ctrl-C stops it; its reports are forgotten.`,
  );
}

function printTimed(line: string): void {
  print(`${new Date().toISOString().slice(11, 19)}  ${line}`);
}

main().catch(exitWith);
