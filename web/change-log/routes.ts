import type { Routes } from '@angular/router';
import { ChangeLog } from './change-log.ts';

export const CHANGE_LOG_ROUTES: Routes = [{ path: '', title: 'Change log', component: ChangeLog }];
