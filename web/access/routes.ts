import type { Routes } from '@angular/router';
import { Access } from './access.ts';

export const ACCESS_ROUTES: Routes = [{ path: '', title: 'Access', component: Access }];
