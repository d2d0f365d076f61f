import { exitWith, print, stopOnInterrupt } from '../command-line.ts';
import { startStandIns } from '../stand-ins.ts';
import { printAddresses } from './print-addresses.ts';
import { readOptions, USAGE } from './read-options.ts';

/** Runs the stand-ins alone, for any Functions app, until they are interrupted. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const stops: (() => Promise<void>)[] = [];
  stopOnInterrupt(stops);
  const standIns = await startStandIns(options);
  stops.push(() => standIns.stop());
  printAddresses(standIns, options);
  print('Ready. Ctrl-C stops them; the state stays.');
}

main().catch(exitWith);
