import { playPage } from '../page.ts';

playPage('3-slo.md');
