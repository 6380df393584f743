/** What a browser sees of the SLO over everything: changes that the stream tells of, and how much its page says was counted. */

/** Reads the stream until it is aborted; `told` = how many changes each piece of it held. */
export const listen = async (base: string, signal: AbortSignal, told: (changes: number) => void): Promise<void> => {
  const response = await fetch(`${base}/api/v1/stream?topics=tiers`, { signal });
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    told(lines.filter((line) => line.startsWith('data: ') && line.includes('"tier":"slo","name":"everything"')).length);
  }
};

/** The page's own words: "4,321 good of 5,000". */
export const GOOD_OF = /good of ([^<]*?),? [\d\s,.\u00a0\u202f\u2009]*bad/;
