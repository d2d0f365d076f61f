import type { app } from '@azure/functions';

/** The part of the Functions app object that triggers register with; a test gives a recording one. */
export type FunctionRegistry = Pick<typeof app, 'http' | 'timer' | 'serviceBusQueue'>;
