export const token = {
  'token.open': 'Token von Hugging Face …',
  'token.title': 'Token von Hugging Face',
  'token.button': 'Token …',
  'token.why':
    'Manche Modelle bekommt nur, wer ihre Bedingungen angenommen hat. Ein Token zeigt Hugging Face, dass du es getan hast. Ein solches Modell lässt sich auch ohne Token aus einem Ordner importieren.',
  'token.steps': 'So bekommst du eines',
  'token.step.accept':
    'Lege bei Hugging Face ein Konto an und nimm auf der Seite des Modells die Bedingungen an.',
  'token.step.create': 'Erzeuge dort ein Token; die Art „Read“ genügt.',
  'token.step.paste': 'Füge es hier ein.',
  'token.settings': 'Zugangs-Token',
  'token.outside': '(öffnet sich im Browser)',
  'token.field': 'Token',
  'token.fieldNew': 'Neues Token',
  'token.where':
    'Es liegt im Schlüsselbund deines Systems, wo der funktioniert, sonst in einer Datei, die nur du lesen darfst. Es geht nur an Hugging Face und wird niemandem gezeigt.',
  'token.none': 'Es ist kein Token hinterlegt.',
  'token.inKeyStore': 'Ein Token liegt im Schlüsselbund deines Systems.',
  'token.inFile': 'Ein Token liegt in einer Datei, die nur du lesen darfst.',
  'token.inEnvironment':
    'Die Variable HF_TOKEN gibt ein Token vor, und das gilt zuerst. Starte Wordlane ohne die Variable, um hier eines zu hinterlegen.',
  'token.invalid': 'Das ist kein Token: es ist ein einziges Wort, etwa hf_…',
  'token.save': 'Speichern',
  'token.saving': 'Wird gespeichert …',
  'token.remove': 'Entfernen',
  'token.cancel': 'Abbrechen',
  'token.close': 'Schließen',
  'token.get': '{name} laden',
} as const;
