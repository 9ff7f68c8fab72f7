export const captions = {} as const;
