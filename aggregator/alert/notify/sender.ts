/** One attempt at a target, whatever its channel: the way there from the plan and the environment, the letter, the post, and a word in the log when trouble begins or ends. */
import type { Config } from '../../../shared/config.ts';
import { HeptadError } from '../../../shared/errors.ts';
import type { Log } from '../../../shared/log.ts';
import type { Environment } from '../../../shared/settings.ts';
import type { Alert } from '../../../shared/tiers/alert.ts';
import type { Tested } from '../../../shared/tiers/work.ts';
import type { Clock } from '../../../shared/time/clock.ts';
import { guard as guardOf, type Lookup, shown } from './address.ts';
import { alertmanager } from './alertmanager.ts';
import type { Notification } from './notification.ts';
import { type Letter, type Outcome, post, secretsOf, type Way } from './post.ts';
import { type Target, wayTo } from './target.ts';
import { trial } from './trial.ts';
import { webhook } from './webhook.ts';

export type Sender = {
  /** Why nothing can be sent to a target until something is configured; '' when all is well. */
  fault(target: string): string;
  /** Sends notifications of one target, several only to an Alertmanager. Never throws. */
  send(target: string, list: readonly Notification[]): Promise<Outcome>;
  /** Sends what tells of nothing, once, whatever is silenced. Throws nothing but HeptadError. */
  test(target: string, id: string): Promise<Tested>;
};

/** source: of CloudEvents. limit and holds in ms (outbox.ts). signal: ends the attempts under way. */
export type SenderOptions = { clock: Clock; log: Log; config: Pick<Config, 'notifyAllow'>; targets: () => readonly Target[]; env: Environment; lookup: Lookup | undefined; source: string; link: (alert: Alert) => string | null; limit: number; holds: number; signal: AbortSignal };

type Channel = (list: readonly Notification[], way: Way) => Letter;

export const sender = ({ clock, log, config, targets, env, lookup, source, link, limit, holds, signal }: SenderOptions): Sender => {
  const guard = guardOf(config.notifyAllow, lookup);
  const channels = new Map<string, Channel>([
    ['webhook', (list, way) => webhook(list[0] as Notification, way, clock.machine(), source)],
    ['alertmanager', (list, way) => alertmanager(list, way, { now: clock.machine(), holds, link })],
  ]);
  const find = (name: string): { channel: Channel; way: Way } | { fault: string } => {
    const target = targets().find((one) => one.name === name);
    if (!target) return { fault: `the plan has no notification target ${name}` };
    const channel = channels.get(target.channel);
    if (!channel) return { fault: `target ${name} is of the kind ${target.channel}, which is not built yet` };
    const way = wayTo(target, env);
    return 'fault' in way ? way : { channel, way };
  };

  /** The trouble of a target that was told last: it is told once, and once when it is over. */
  const told = new Map<string, string>();
  const tell = (name: string, { verdict, message }: Outcome): void => {
    if (verdict === 'delivered') {
      if (told.delete(name)) log.info({ target: name }, 'notifications are delivered again');
      return;
    }
    const what = verdict === 'lasting' ? message : verdict;
    if (told.get(name) !== what && !signal.aborted) log.warn({ target: name }, `notifications are not delivered: ${message}`);
    told.set(name, what);
  };
  const lasting = (message: string): Outcome => ({ verdict: 'lasting', status: null, message, wait: null });
  const attempt = async (name: string, list: readonly Notification[]): Promise<Outcome> => {
    const found = find(name);
    if ('fault' in found) return lasting(found.fault);
    return post(found.channel(list, found.way), { guard, limit, now: () => clock.machine(), signal, secrets: secretsOf(found.way) });
  };
  return {
    fault: (name) => {
      const found = find(name);
      return 'fault' in found ? found.fault : '';
    },
    async send(name, list) {
      const outcome = await attempt(name, list).catch((error: unknown) => {
        log.error({ err: error, target: name, id: list[0]?.id }, 'a notification cannot be put into words');
        return lasting('it cannot be put into words: the log says why');
      });
      tell(name, outcome);
      return outcome;
    },
    async test(name, id) {
      const found = find(name);
      if ('fault' in found) throw new HeptadError('USAGE', found.fault);
      const letter = found.channel([trial(name, id, clock.machine())], found.way);
      const { verdict, status, message } = await post(letter, { guard, limit, now: () => clock.machine(), signal, secrets: secretsOf(found.way) });
      return { target: name, url: shown(letter.url), payload: letter.body, delivered: verdict === 'delivered', status, message };
    },
  };
};
