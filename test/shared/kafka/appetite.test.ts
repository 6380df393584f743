/** How much a fetch asks for, so that what comes out of it once it is unpacked stays about the same. */
import { expect, test } from 'vitest';
import { appetite } from '../../../shared/kafka/appetite.ts';

const MIB = 1024 * 1024;

test('before anything was seen it is modest; messages that came as they are soon let it ask for all that is wanted', () => {
  const mind = appetite();
  expect(mind.ask(10 * MIB)).toBe(MIB);
  for (let i = 0; i < 30; i++) mind.fetched();
  expect(mind.ask(10 * MIB)).toBe(10 * MIB);
});

test('what was packed forty times over is asked for in a fortieth from the next fetch on, and not forgotten at once', () => {
  const mind = appetite();
  for (let i = 0; i < 30; i++) mind.fetched();
  mind.unpacked(1000, 40_000);
  expect(mind.ask(40 * MIB)).toBe(MIB);
  mind.fetched();
  expect(mind.ask(40 * MIB)).toBe(MIB);
  mind.fetched();
  expect(mind.ask(36 * MIB)).toBe(MIB);
});

test('of several batches in a fetch their sum counts, and no partition is asked for next to nothing', () => {
  const mind = appetite();
  for (let i = 0; i < 30; i++) mind.fetched();
  mind.unpacked(1000, 5000);
  mind.unpacked(1000, 15_000);
  mind.fetched();
  expect(mind.ask(10 * MIB)).toBe(MIB);
  mind.unpacked(1, 1e9);
  expect(mind.ask(10 * MIB)).toBe(64 * 1024);
});
