import { playPage } from '../page.ts';

playPage('6-kpi.md');
