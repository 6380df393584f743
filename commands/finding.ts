/** What a check of `heptad doctor` finds. */
export type Found = { state: 'ok' | 'wrong'; says: string; /** what to do */ next?: string | undefined };
export type Finding = Found & { name: string };

export const ok = (says: string): Found => ({ state: 'ok', says });
export const wrong = (says: string, next: string): Found => ({ state: 'wrong', says, next });
