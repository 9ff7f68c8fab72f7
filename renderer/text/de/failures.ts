export const failures = {
  'failure.otherName': 'Wähle einen anderen Namen oder Ordner.',
  'failure.otherFolder': 'Wähle einen anderen Ordner.',
  'failure.otherEngine': 'Wähle eine andere Engine.',
  'failure.again': 'Versuche es noch einmal; die Engine wird neu eingerichtet, wo das nötig ist.',
} as const;
