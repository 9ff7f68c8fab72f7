export const token = {
  'token.open': 'Token of Hugging Face …',
  'token.title': 'Token of Hugging Face',
  'token.button': 'Token …',
  'token.why':
    'Some models are given only to people who accepted their terms. A token shows Hugging Face that you are one of them. Such a model can also be imported from a folder, without a token.',
  'token.steps': 'How to get one',
  'token.step.accept': 'Make an account at Hugging Face, and accept the terms on the page of the model.',
  'token.step.create': 'Create a token there; the kind “Read” is enough.',
  'token.step.paste': 'Paste it here.',
  'token.settings': 'Access tokens',
  'token.outside': '(opens in the browser)',
  'token.field': 'Token',
  'token.fieldNew': 'New token',
  'token.where':
    'It is kept in the key store of your system where that works, else in a file that only you may read. It is sent to Hugging Face alone, and shown to nobody.',
  'token.none': 'No token is kept.',
  'token.inKeyStore': 'A token is kept in the key store of your system.',
  'token.inFile': 'A token is kept in a file that only you may read.',
  'token.inEnvironment':
    'A token is given by the variable HF_TOKEN, and comes before any other. Start Wordlane without the variable to keep one here.',
  'token.invalid': 'This is no token: it is one word, such as hf_…',
  'token.save': 'Save',
  'token.saving': 'Saving …',
  'token.remove': 'Remove',
  'token.cancel': 'Cancel',
  'token.close': 'Close',
  'token.get': 'Get {name}',
} as const;
