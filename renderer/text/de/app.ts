export const app = {
  'app.name': 'Wordlane',
  'app.connecting': 'Verbinde mit Wordlane …',
  'app.lost': 'Die Verbindung zu Wordlane ist unterbrochen. Neuer Versuch …',
  'app.noAccess': 'Diese Seite hat keinen Zugang mehr. Öffne Wordlane neu, wo du es gestartet hast.',
  'app.wrong': 'In Wordlane ist etwas schiefgegangen. Näheres steht im Protokoll.',
} as const;
