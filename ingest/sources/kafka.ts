/** placeholder until the Kafka source lands */
export const startKafka = (_options: unknown): { beats(): never[]; progress(): never[]; counts: Record<string, number>; stop(): Promise<void> } => ({ beats: () => [], progress: () => [], counts: {}, stop: async () => undefined });
