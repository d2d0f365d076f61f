import { beforeEach, inject } from 'vitest';
import { NO_CHROMIUM } from '../../../local/chromium/find-chromium.ts';

// `npm test` has to work where nobody has installed a browser; the run says so once, in its first lines. Where nobody
// reads those, the tests fail: that nothing was tested must not look like success.
if (inject('chromium') === null) {
  const isToFail = (process.env['CI'] ?? '') !== '';
  beforeEach(({ skip }) => {
    if (isToFail) throw new Error(`This test cannot run: ${NO_CHROMIUM}.`);
    skip(NO_CHROMIUM);
  });
}
