export const transcribe = {} as const;
