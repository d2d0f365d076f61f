import type { Routes } from '@angular/router';
import { Simulate } from './simulate.ts';

export const SIMULATE_ROUTES: Routes = [{ path: '', title: 'Simulate', component: Simulate }];
