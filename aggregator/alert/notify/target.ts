/** A notification target of the plan with what its variables say: where it listens and its secret, or why nothing can be sent to it, in words that show neither. */
import { HeptadError } from '../../../shared/errors.ts';
import { type Environment, variable } from '../../../shared/settings.ts';
import type { Way } from './post.ts';

/** An AlertNotificationTarget: the plan names variables (heptad/url-env, heptad/secret-env), never what stands in them. */
export type Target = { name: string; channel: string; urlEnv: string | null; secretEnv: string | null };

/** The way to a target, or its fault. Variables may also be given as NAME_FILE. */
export const wayTo = (target: Target, env: Environment): Way | { fault: string } => {
  try {
    if (!target.urlEnv) return { fault: `target ${target.name} names no variable for its URL (heptad/url-env)` };
    const text = variable(env, target.urlEnv);
    if (text === undefined) return { fault: `target ${target.name} needs the variable ${target.urlEnv} (or ${target.urlEnv}_FILE), which is not set` };
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || url.hostname === '') return { fault: `the variable ${target.urlEnv} of target ${target.name} is not a URL` };
    url.hash = '';
    decodeURIComponent(`${url.username}${url.password}`);
    const secret = target.secretEnv ? variable(env, target.secretEnv) : null;
    // unsigned, every receiver that checks would turn it away
    if (secret === undefined) return { fault: `target ${target.name} needs the variable ${target.secretEnv} (or ${target.secretEnv}_FILE), which is not set` };
    return { url, secret };
  } catch (error) {
    if (error instanceof HeptadError) return { fault: `target ${target.name}: ${error.message}` };
    if (error instanceof URIError) return { fault: `the variable ${target.urlEnv} of target ${target.name} has a user or password that is badly encoded` };
    throw error;
  }
};
