/** Power cuts (power.md): what was acknowledged is there, and every tier is right. One, or with HEPTAD_CHAOS=all three. */
import { expect, test } from 'vitest';
import { whole } from '../support/whole.ts';
import { cutPower, noPower, toldOfCuts } from './power.ts';

const CUTS = whole ? 3 : 1;

const missing = noPower();
if (missing) console.log(`power cuts are skipped: ${missing}`);

test.skipIf(missing)(`${CUTS} power cut(s): nothing acknowledged is lost, no row is wrong`, async (context) => {
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
