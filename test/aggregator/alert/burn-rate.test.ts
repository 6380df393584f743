import { playPage } from './page.ts';

playPage('burn-rate.md');
