import { playPage } from '../page.ts';

playPage('7-kra.md');
