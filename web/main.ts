import { provideHttpClient } from '@angular/common/http';
import { ErrorHandler, inject, provideBrowserGlobalErrorListeners } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withRouterConfig,
} from '@angular/router';
import { App } from './shell/app.ts';
import { PageFaults } from './shell/page-faults.ts';
import { PageTitles } from './shell/page-titles.ts';
import { ROUTES } from './shell/routes.ts';

bootstrapApplication(App, {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(),
    provideRouter(
      ROUTES,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
      withRouterConfig({ resolveNavigationPromiseOnError: true }),
      withNavigationErrorHandler(({ error, url }) => {
        inject(PageFaults).notReached(error, url);
      }),
    ),
    { provide: ErrorHandler, useExisting: PageFaults },
    { provide: TitleStrategy, useExisting: PageTitles },
  ],
}).catch((error: unknown) => {
  console.error(error);
});
