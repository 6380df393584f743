/** The one script of the pages: makes them live, filters and opens rows without a reload, and fetches chart code where there is a chart. */
import './tokens.css';
import './page.css';
import './sheet.css';
import './scorecard.css';
import './measure.css';
import './explain.css';
import './slo.css';
import './slo-detail.css';
import './pipeline.css';
import './events.css';
import './alerts.css';
import './tiers.css';
import './shortcuts.css';
import './time.css';
import './outline.css';
import './scorecard-print.css';
import { copyButtons } from './copy.ts';
import { live } from './live.ts';
import { navigate } from './navigate.ts';
import { shortcuts } from './shortcuts.ts';
import { theme } from './theme.ts';
import { zone } from './zone.ts';

theme();
copyButtons();
navigate();
shortcuts();
zone();
live();

if (document.getElementById('tiers')) import('./tiers.ts').then(({ tiers }) => tiers());
if (document.getElementById('outline')) import('./outline.ts').then(({ outline }) => outline());
if (document.querySelector('[data-chart], [data-plot]')) {
  // the room that is kept for charts goes where their code does not come
  import('./chart.ts').then(({ charts }) => charts(), () => {
    for (const box of document.querySelectorAll<HTMLElement>('[data-chart], [data-plot]')) box.hidden = true;
  });
}
