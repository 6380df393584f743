import { playPage } from '../page.ts';

playPage('2-sli.md');
