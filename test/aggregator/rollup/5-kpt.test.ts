import { playPage } from '../page.ts';

playPage('5-kpt.md');
