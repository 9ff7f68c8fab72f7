export const transcript = {
  'transcript.label': 'Transkript',
  'transcript.nobody': 'Niemand',
  'transcript.type': 'Tippen',
  'transcript.splitTurn': 'Redebeitrag teilen',
  'transcript.joinTurns': 'Redebeiträge verbinden',
  'transcript.empty': 'Noch keine Wörter',
  'transcript.emptyDetail':
    'Tippe hier, was gesagt wird: Ein Beitrag beginnt an der Abspielposition, Enter beginnt den nächsten.',
  'transcript.arriving': 'Die Wörter sind unterwegs',
  'transcript.arrivingDetail':
    'Sie erscheinen hier, sobald sie gehört werden. Du kannst sie schon verbessern, während weitere kommen.',
  'transcript.doubtful': 'Zweifelhaft',
  'transcript.nextDoubtful': 'Nächstes zweifelhaftes Wort',
  'transcript.previousDoubtful': 'Voriges zweifelhaftes Wort',
  'transcript.speaker': 'Sprecher',
  'transcript.speakerOfTurn': 'Sprecher des Beitrags wählen',
  'transcript.fromHere': 'Sprecher ab hier',
  'transcript.review': 'Als geprüft markieren',
  'transcript.hide': 'Aus den Untertiteln nehmen oder zurückholen',
} as const;
