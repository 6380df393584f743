/** The dashboard over the parts that a test is about, served: what is asked of it is asked over HTTP. */
import type { Express } from 'express';
import { type AppOptions, makeApp } from '../../dashboard/app.ts';
import { logger } from '../../shared/log.ts';
import { type Served, serve } from './serve.ts';

/** Beside no rooms and without a token, unless they are given; `around` makes an app of it that has more. */
export const serveDashboard = async (parts: Pick<AppOptions, 'read' | 'answer' | 'clock'> & Partial<AppOptions>, around: (app: Express) => Express = (app) => app): Promise<Served> => {
  const { app, close } = makeApp({ ticks: null, progress: null, ingestRouter: null, token: null, version: '0', log: logger('test', 'silent'), ...parts });
  const served = await serve(around(app));
  return {
    url: served.url,
    close() {
      close();
      return served.close();
    },
  };
};
