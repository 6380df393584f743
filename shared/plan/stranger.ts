/**
 * Tells documents of a plan from other people's YAML in the same folder (Kubernetes manifests, Helm charts, compose files), which is skipped with a note.
 * What looks like a slip in one of ours is not skipped. Pure.
 */
import { isScalar, type YAMLMap } from 'yaml';
import { nearest } from './hint.ts';
import type { Fault } from './measure.ts';

const VERSIONS = ['openslo/v1', 'openslo/v1alpha', 'heptad/v1'];
/** Kinds that nobody else has; Kubernetes has a Service too. */
const KINDS = ['SLI', 'SLO', 'AlertPolicy', 'AlertCondition', 'AlertNotificationTarget', 'DataSource', 'VitalMissionActivity', 'KeyPerformanceTarget', 'KeyPerformanceIndicator', 'KeyResultArea', 'Scorecard', 'AlertRule', 'Calendar', 'Correction', 'Agreement', 'PriorityScheme', 'Journey', 'Improvement'];
/** "v1", "apps/v1", "monitoring.coreos.com/v1": what stands in the apiVersion of those who came up with it. */
const VERSION = /^([^/\s]+\/)?v\d[a-z0-9]*$/;

const textOf = (map: YAMLMap, key: string): string | undefined => {
  const found = map.get(key, true);
  return isScalar(found) ? String(found.value) : undefined;
};

/** Why a document is none of the plan's, and how loudly to say it; null when it is one, or was meant to be. */
export const stranger = (document: YAMLMap): { what: string; severity: Fault['severity'] } | null => {
  const kind = textOf(document, 'kind');
  const apiVersion = textOf(document, 'apiVersion');
  const skip = (what: string, severity: Fault['severity'] = 'note') => ({ what: `${what} is not part of the plan and is skipped`, severity });
  if (apiVersion !== undefined) {
    if (/openslo|heptad/i.test(apiVersion) || !VERSION.test(apiVersion) || nearest(apiVersion, VERSIONS) !== undefined) return null;
    return kind !== undefined && KINDS.includes(kind) ? skip(`the ${kind} of ${apiVersion}`, 'warning') : skip(kind === undefined ? `a document of ${apiVersion}` : `the ${kind} of ${apiVersion}`);
  }
  if (document.has('metadata') || document.has('spec') || (kind !== undefined && (kind === 'Service' || nearest(kind, KINDS) !== undefined))) return null;
  // a slip in the very word
  if (document.items.length < 32 && document.items.some(({ key }) => isScalar(key) && nearest(String(key.value), ['apiVersion']) !== undefined)) return null;
  return skip('a document without apiVersion');
};

/** Why a whole file is skipped before it is parsed: templates are no YAML yet, and a large file is not parsed for nothing. null: it has to be read. */
export const skipped = (text: string, large: boolean): string | null => {
  const ours = /openslo|heptad/i.test(text);
  if (!ours && /\{\{.*\}\}/.test(text)) return 'this is a template, not part of the plan, and is skipped';
  if (!ours && large) return 'nothing in this large file is of openslo or heptad: it is not part of the plan and is skipped';
  return null;
};
