/** Tier 4 of a plan: vital mission activities; groups written inline become internal nodes of their own. Children are made before their parents. Pure. */
import { type Edge, inOrder } from './circle.ts';
import type { Expression, VmaSpec } from './documents.ts';
import { withArticle } from './hint.ts';
import type { Child, Nano, SloMeasure, VmaMeasure, Window } from './measure.ts';
import type { Path } from './source.ts';
import { short, supports, type Support } from './support.ts';
import { rollingOf } from './time-window.ts';
import { type Document, floorOf, hash, shareOf, sliceTargetOf, weightOf, type Workshop } from './workshop.ts';

const OPERATORS = ['all', 'any', 'atLeast', 'weighted'] as const;
type Node = SloMeasure | VmaMeasure;

const lowest = (list: Nano[]): Nano => [...list].sort((a, b) => Number(a) - Number(b))[0] ?? '0.000000000';
/** A slice target that lets a tenth of a slice fail: then a slice is good while many of its events are not, and targets over events say little about slices. */
const LAX = 0.9;

/** NaN when it is none. */
const wholeNumber = (text: string): number => (/^\s*\d{1,6}\s*$/.test(text) ? Number(text) : Number.NaN);

const desiredOf = (node: Node): Nano => (node.tier === 'slo' ? node.target : node.desired);

/** What an activity leans on: every name in it that is an activity's, with the place of the name. */
const edgesOf = (spec: VmaSpec, activities: { has(name: string): boolean }): Edge<Path>[] => {
  const within = (one: unknown, place: Path): Edge<Path>[] => {
    if (typeof one === 'string') return activities.has(one) ? [{ to: one, place }] : [];
    if (one === null || typeof one !== 'object') return [];
    if (Array.isArray(one)) return one.flatMap((each, i) => within(each, [...place, i]));
    return (['all', 'any', 'of'] as const).flatMap((key) => within((one as VmaSpec)[key], [...place, key]));
  };
  return [...within(spec, ['spec']), ...(spec.weighted ?? []).flatMap((one, i) => (['slo', 'vma'] as const).flatMap((key) => within(one[key], ['spec', 'weighted', i, key])))];
};

/** Makes every VMA; `windows` are those that are given by name and not written in the document. Names are shared with SLOs, circles are faults. */
export const makeVmas = (shop: Workshop, documents: Document<VmaSpec>[], slos: SloMeasure[], windows: ReadonlyMap<string, Window>, at: (by: Document<unknown>) => string): VmaMeasure[] => {
  const out: VmaMeasure[] = [];
  const nodes = new Map<string, Node | null>(slos.map((one) => [one.name, one]));
  const byName = new Map(documents.map((one) => [one.name, one]));
  // faulty ones have names too: what refers to them is no second fault
  const sloNames = shop.sloNames();
  const vmaNames = shop.names('VitalMissionActivity');
  /** What each activity may count on: its own promise, else what its children allow. */
  const promised = new Map<VmaMeasure, number>();
  const shareOfChild = (node: Node, op: VmaMeasure['op'], sliceTarget: Nano): number =>
    node.tier === 'vma' ? (promised.get(node) ?? Number(node.desired)) : op !== 'weighted' && Number(node.sliceTarget ?? sliceTarget) <= Math.min(LAX, Number(node.target)) ? 1 : Number(node.target);

  const { order, circles } = inOrder(byName.keys(), (name) => edgesOf((byName.get(name) as Document<VmaSpec>).spec, byName));
  const closing = new Set(circles.map(({ from, place }) => `${from}\n${place.join('.')}`));
  for (const { from, place, words } of circles) shop.fault(byName.get(from) as Document<VmaSpec>, place, `${words} is a circle`);

  const make = (by: Document<VmaSpec>): Node | null => {
    const window = windows.get(by.name) ?? rollingOf(shop, by, ['spec', 'window'], by.spec.window);
    const sliceTarget = sliceTargetOf(shop, by, ['spec', 'sliceTarget'], by.spec.sliceTarget) ?? '0.950000000';
    const adequate = shareOf(shop, by, ['spec', 'adequate'], by.spec.adequate);
    const desired = shareOf(shop, by, ['spec', 'desired'], by.spec.desired);
    const floor = floorOf(shop, by);
    const given = OPERATORS.filter((one) => by.spec[one] !== undefined);
    if (given.length !== 1) {
      shop.lack(by, ['spec'], OPERATORS, given.length === 0 ? 'an activity needs all, any, atLeast or weighted' : `an activity has one of all, any, atLeast and weighted, this has ${given.join(' and ')}`);
      return null;
    }
    let parts = 0;

    /** A child by name; null when it cannot be made. */
    const named = (name: string, path: Path, group: boolean): Node | null => {
      if (!sloNames.has(name) && !vmaNames.has(name)) shop.fault(by, path, `there is no SLO or VitalMissionActivity named ${name}`, shop.meant(name, [...sloNames, ...vmaNames]));
      const node = closing.has(`${by.name}\n${path.join('.')}`) ? null : (nodes.get(name) ?? null);
      if (group && node?.tier === 'vma' && node.op === 'weighted') {
        shop.fault(by, path, `${name} is weighted: it has no minutes, so it cannot stand inside all, any or atLeast`);
        return null;
      }
      return node;
    };

    const build = (name: string, op: VmaMeasure['op'], need: number, children: { node: Node; weight: Nano }[], internal: boolean): VmaMeasure => {
      const list: Child[] = children.map(({ node, weight }) => ({ tier: node.tier, name: node.name, def: node.def, weight, critical: false }));
      const line = desired ?? lowest(children.map(({ node }) => desiredOf(node)));
      // who promises less than the children do has not asked for more of the adequate line
      const lines = { adequate: adequate ?? lowest([...children.map(({ node }) => node.adequate), line]), desired: line };
      const measure: VmaMeasure = {
        tier: 'vma', name, def: '', title: internal ? name : by.title, description: internal ? '' : (by.spec.description ?? ''), owner: by.spec.owner ?? by.annotations['heptad/owner'] ?? '', internal, at: at(by),
        op, need, sliceTarget, level: 1 + Math.max(0, ...children.map(({ node }) => (node.tier === 'vma' && node.op !== 'weighted' ? node.level : 0))), children: list,
        window, ...lines, floor,
      };
      const allowed: Support = supports(op, need, children.map(({ node, weight }) => ({ share: shareOfChild(node, op, sliceTarget), weight: Number(weight) })));
      promised.set(measure, !internal && desired !== undefined ? Number(desired) : allowed.share);
      if (!internal && desired !== undefined && Number(desired) > allowed.share + 1e-9)
        shop.warn(by, ['spec', 'desired'], `desired ${by.spec.desired} is more than its children promise: if they fail independently of each other, they allow ${allowed.sum}`, `ask for at most ${short(Math.floor(allowed.share * 1e6) / 1e4)} %, or more of the children`);
      measure.def = hash({ op, need, sliceTarget, rests: 1, children: list.map(({ def, weight, name: child }) => [def, weight, child]), window: window.kind === 'rolling' ? window.ms : window, ...lines, floor });
      out.push(measure);
      return measure;
    };

    const group = (name: string, spec: { [key: string]: unknown }, path: Path, internal: boolean): VmaMeasure | null => {
      const [op, ...more] = (['all', 'any', 'atLeast'] as const).filter((one) => spec[one] !== undefined);
      if (op === undefined || more.length > 0) {
        shop.lack(by, path, OPERATORS, spec['weighted'] !== undefined ? 'weighted cannot stand inside all, any or atLeast' : 'a group is one of all, any and atLeast');
        return null;
      }
      if (op !== 'atLeast' && spec['of'] !== undefined) shop.fault(by, [...path, 'of'], `of belongs to atLeast, and this is ${op}`);
      const list = (op === 'atLeast' ? spec['of'] : spec[op]) as Expression[] | undefined;
      if (!list) {
        shop.lack(by, path, ['of'], 'atLeast needs the list of');
        return null;
      }
      const need = op === 'atLeast' ? wholeNumber(String(spec['atLeast'])) : 0;
      if (op === 'atLeast' && !(need >= 1 && need <= list.length)) shop.fault(by, [...path, 'atLeast'], `atLeast is a whole number from 1 to ${list.length}, this is ${String(spec['atLeast'])}`);
      const children = list.flatMap((one, i) => {
        const where = [...path, op === 'atLeast' ? 'of' : op, i];
        if (typeof one === 'string' && list.indexOf(one) < i) shop.warn(by, where, `${one} stands here twice, and counts twice`);
        const node = typeof one === 'string' ? named(one, where, true) : group(`${by.name}/${++parts}`, one, where, true);
        return node ? [{ node, weight: '1.000000000' }] : [];
      });
      return children.length === list.length ? build(name, op, need, children, internal) : null;
    };

    let node: Node | null;
    if (by.spec.weighted) {
      if (by.spec.sliceTarget !== undefined) shop.warn(by, ['spec', 'sliceTarget'], 'a weighted activity has no minutes, so its sliceTarget is not read', 'leave it out');
      const seen = new Set<string>();
      const children = by.spec.weighted.flatMap((one, i) => {
        const path: Path = ['spec', 'weighted', i];
        const name = one.slo ?? one.vma;
        if (name === undefined || (one.slo !== undefined && one.vma !== undefined)) {
          shop.lack(by, path, ['slo', 'vma'], 'a weighted child names either an slo or a vma');
          return [];
        }
        const tier = one.slo !== undefined ? 'slo' : 'vma';
        const child = named(name, [...path, tier], false);
        if (child && child.tier !== tier) shop.fault(by, [...path, tier], `${name} is ${withArticle(child.tier)}`, `write ${child.tier}: ${name}`);
        if (seen.has(name)) shop.warn(by, [...path, tier], `${name} stands here twice, and counts twice`);
        seen.add(name);
        return child ? [{ node: child, weight: weightOf(shop, by, [...path, 'weight'], one.weight) }] : [];
      });
      node = children.length === by.spec.weighted.length ? build(by.name, 'weighted', 0, children, false) : null;
    } else node = group(by.name, by.spec, ['spec'], false);
    const lines = node?.tier === 'vma' ? node : { adequate, desired };
    // a line that cannot be read is named already, and what stands in for it proves nothing
    const unread = (['adequate', 'desired'] as const).some((key) => shop.broken(by, ['spec', key]) || (by.spec[key] !== undefined && { adequate, desired }[key] === undefined));
    if (!unread && lines.adequate !== undefined && lines.desired !== undefined && Number(lines.adequate) > Number(lines.desired)) shop.fault(by, ['spec', by.spec.adequate !== undefined ? 'adequate' : 'desired'], `adequate (${lines.adequate}) lies above desired (${lines.desired})`);
    return node;
  };
  for (const name of order) if (!nodes.has(name)) nodes.set(name, make(byName.get(name) as Document<VmaSpec>));
  return out;
};
