export const transcript = {
  'transcript.label': 'Transcript',
  'transcript.nobody': 'Nobody',
  'transcript.type': 'Type',
  'transcript.splitTurn': 'Split turn',
  'transcript.joinTurns': 'Join turns',
  'transcript.empty': 'No words yet',
  'transcript.emptyDetail':
    'Type here what is said: a turn begins at the playhead, Enter begins the next one.',
  'transcript.arriving': 'The words are on their way',
  'transcript.arrivingDetail': 'They appear here as they are heard. You can correct them while more arrive.',
  'transcript.doubtful': 'Doubtful',
  'transcript.nextDoubtful': 'Next doubtful word',
  'transcript.previousDoubtful': 'Previous doubtful word',
  'transcript.review': 'Mark as checked',
  'transcript.hide': 'Cut from the captions, or take back',
} as const;
