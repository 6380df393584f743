import { playPage } from './page.ts';

playPage('other-rules.md');
