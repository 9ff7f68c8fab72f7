export const failures = {
  'failure.otherName': 'Choose another name or folder.',
  'failure.otherFolder': 'Choose another folder.',
  'failure.otherEngine': 'Choose another engine.',
  'failure.again': 'Try again; the engine is set up anew where that is needed.',
} as const;
