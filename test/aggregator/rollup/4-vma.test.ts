import { playPage } from '../page.ts';

playPage('4-vma.md');
