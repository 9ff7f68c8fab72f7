export const app = {
  'app.name': 'Wordlane',
  'app.connecting': 'Connecting to Wordlane…',
  'app.lost': 'The connection to Wordlane is lost. Trying again…',
  'app.noAccess': 'This page has no access any more. Open Wordlane again from where you started it.',
  'app.wrong': 'Something went wrong inside Wordlane. The details are in its log.',
} as const;
