/*
 * What to simulate: worlds in trouble (see simulate-worlds.ts), or batches of Kubernetes Jobs:
 * `npm run simulate -- placement [--batches 100] [--from 0]` (see print-placement.ts).
 */
if (process.argv[2] === 'placement') await import('../kinds/batch/simulation/print-placement.ts');
else await import('./simulate-worlds.ts');
