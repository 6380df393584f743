/** The parts of alerting documents, each read where it stands: whom to tell, and the burn rate that a condition asks for. Pure. */
import { fraction, shortOf } from './default-rules.ts';
import type { ConditionSpec } from './documents.ts';
import { didYouMean } from './hint.ts';
import { minuteMeant } from './openslo.ts';
import { BUILT, CHANNELS, type NotificationTarget, type Rule, type Stretch } from './rule.ts';
import { decimal, duration, ONE, units } from './scalar.ts';
import { severityOf } from './severity.ts';
import type { Path } from './source.ts';
import { type Document, scalar, type Workshop } from './workshop.ts';

export type Annotations = Record<string, string>;
export type TargetSpec = { description?: string | undefined; target: string };
/** What is watched, with the parts of its guard that it gives itself. */
export type Condition = { severity: string; burn: Omit<NonNullable<Rule['burn']>, 'guard'>; guard: { bad: string | undefined; events: string | undefined }; after: number };

/** 0m means at once. */
export const ZERO = /^0(ms|s|m|h|d)$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads a target that stands at `base` of a document; null when its way of telling is unknown. */
export const readTarget = (shop: Workshop, by: Document<unknown>, name: string, annotations: Annotations, spec: TargetSpec, base: Path): NotificationTarget | null => {
  const channel = CHANNELS.find((one) => one === spec.target);
  const path: Path = [...base, 'spec', 'target'];
  if (!channel) {
    shop.fault(by, path, `${spec.target} is not a way to notify`, didYouMean(spec.target, CHANNELS) ?? `one of ${CHANNELS.join(', ')}`);
    return null;
  }
  const { 'heptad/url-env': urlEnv, 'heptad/secret-env': secretEnv } = annotations;
  const at = (key: string): Path => [...base, 'metadata', 'annotations', key];
  for (const [key, text] of [['heptad/url-env', urlEnv], ['heptad/secret-env', secretEnv]] as const)
    if (text !== undefined && !VARIABLE.test(text)) shop.fault(by, at(key), `${key} is the name of an environment variable, this is none`, 'the address or secret itself does not stand in a plan');
  if (!BUILT.includes(channel)) shop.warn(by, path, `notifying by ${channel} is not built yet: nothing is sent to ${name}`, `${BUILT.join(' and ')} are`);
  else if (urlEnv === undefined) shop.fault(by, [...base, 'metadata'], `a target of ${channel} needs the annotation heptad/url-env`, 'the name of the environment variable that holds its address');
  return { name, channel, urlEnv: urlEnv ?? null, secretEnv: secretEnv ?? null, description: spec.description ?? '' };
};

const wholeMinutes = (shop: Workshop, by: Document<unknown>, path: Path, text: string | undefined, what: string): Stretch | undefined => {
  const found = scalar(shop, by, path, text, duration, 'a duration such as 1h');
  if (found && found.ms % 60_000 !== 0) return void shop.fault(by, path, `${what} lasts whole minutes, this is ${text}`);
  return found && { ms: found.ms, text: text as string };
};

/** Reads a condition that stands at `base` of a document; null when it has a fault. */
export const readCondition = (shop: Workshop, by: Document<unknown>, annotations: Annotations, spec: ConditionSpec, base: Path): Condition | null => {
  const { op = 'gt', threshold, lookbackWindow, alertAfter } = spec.condition;
  const here: Path = [...base, 'spec', 'condition'];
  const note = (key: string): Path => [...base, 'metadata', 'annotations', key];
  // the first documents of v1 had no op: they ask for more than the threshold
  if (spec.condition.op === undefined && !shop.broken(by, here)) shop.warn(by, here, 'a condition without op fires above its threshold', 'write op: gt');
  for (const [path, text] of [[[...here, 'lookbackWindow'], lookbackWindow], [[...here, 'alertAfter'], alertAfter], [note('heptad/short-window'), annotations['heptad/short-window']]] as const) minuteMeant(shop, by, path, text);
  if (op === 'lt' || op === 'lte') shop.fault(by, [...here, 'op'], `op ${op} fires when healthy`, 'gt or gte: above a burn rate');
  const factor = scalar(shop, by, [...here, 'threshold'], threshold, decimal, 'a number');
  if (factor !== undefined && units(factor) <= 0n) shop.fault(by, [...here, 'threshold'], `a burn rate is above 0, this is ${threshold}`);
  const long = wholeMinutes(shop, by, [...here, 'lookbackWindow'], lookbackWindow, 'a window');
  const after = alertAfter === undefined || ZERO.test(alertAfter) ? 0 : scalar(shop, by, [...here, 'alertAfter'], alertAfter, duration, 'a duration such as 5m')?.ms;
  const given = annotations['heptad/short-window'];
  const short = given === undefined ? long && shortOf(long.ms) : wholeMinutes(shop, by, note('heptad/short-window'), given, 'a window');
  if (long && short && short.ms > long.ms) shop.fault(by, given === undefined ? here : note('heptad/short-window'), `the short window (${short.text}) is longer than the long one (${long.text})`);
  const count = (key: string): string | undefined => {
    const found = scalar(shop, by, note(key), annotations[key], decimal, 'a number');
    if (found !== undefined && units(found) < 0n) shop.fault(by, note(key), `a count is not below 0, this is ${annotations[key]}`);
    return found;
  };
  const severity = severityOf(shop, by, [...base, 'spec', 'severity'], spec.severity, true);
  const guard = { bad: count('heptad/min-bad'), events: count('heptad/min-events') };
  if ((op !== 'gt' && op !== 'gte') || factor === undefined || units(factor) <= 0n || !long || !short || short.ms > long.ms || after === undefined) return null;
  return { severity, burn: { long, short, factor: fraction(units(factor), ONE), op }, guard, after };
};
