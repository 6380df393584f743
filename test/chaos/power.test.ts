/** Power cuts (power.md): what was acknowledged is there, and every tier is right. With HEPTAD_CHAOS=all, for a cut takes a minute. */
import { expect, test } from 'vitest';
import { whole } from '../support/whole.ts';
import { cutPower, noPower, toldOfCuts } from './power.ts';

const CUTS = 3;

const missing = whole ? noPower() : 'the long form (HEPTAD_CHAOS=all)';

test(`${CUTS} power cuts: nothing acknowledged is lost, no row is wrong`, async (context) => {
  if (missing) return context.skip(missing);
  const report = await cutPower({ seed: Number(process.env['SEED'] ?? 1), cuts: CUTS }).catch((error: unknown) => {
    // containers have the devices in their list, and not the right to use them
    if (/losetup|mount/.test(String(error))) return null;
    throw error;
  });
  if (!report) return context.skip('loop devices cannot be used here');
  console.log(toldOfCuts(report));
  expect([...report.lost, ...report.wrong]).toEqual([]);
  expect(report).toMatchObject({ cuts: CUTS, balanced: true });
  expect(report.acknowledged).toBeGreaterThan(100);
}, 300_000);
