/**
 * English sentences for every failure. `{detail}` and `{file}` are filled in.
 * `reason` says what happened, `repair` the one thing to do; both are whole sentences.
 */
export const failureMessages = {
  'media.missing': { reason: 'There is no such file.', repair: 'Check the path.' },
  'media.not-a-file': {
    reason: 'This is not a file.',
    repair: 'Give a media file or a folder of media files.',
  },
  'media.empty': { reason: 'The file is empty (0 bytes).', repair: 'Copy or record it again.' },
  'media.no-audio': { reason: 'There is no audio track in it.', repair: 'Choose a file with sound.' },
  'media.no-samples': {
    reason: 'The audio track holds no sound (0 samples).',
    repair: 'Copy or record it again.',
  },
  'media.unreadable': {
    reason: 'This is not audio or video that Wordlane can read ({detail}).',
    repair: 'Check that it plays elsewhere, or convert it first.',
  },
  'media.damaged': {
    reason: 'The file is damaged or was cut off ({detail}).',
    repair: 'Copy or download it again.',
  },
  'media.track-missing': {
    reason: 'There is no such audio track: {detail}.',
    repair: 'Choose one of the tracks that it has with --audio-track.',
  },
  'media.channel-missing': {
    reason: 'The chosen channel does not exist: {detail}.',
    repair: 'Choose mix, left, right or split with --channel.',
  },
  'media.range-outside': {
    reason: 'The chosen part lies outside the recording: {detail}.',
    repair: 'Choose --from and --to within its length.',
  },
  'media.changed': {
    reason: 'The file changed while it was read.',
    repair: 'Wait until it is written completely and try again.',
  },
  'media.unmeasurable': {
    reason: 'It could not be read: {detail}.',
    repair: 'Check that the drive is connected and that you may read the file.',
  },
  'media.no-stand-in': {
    reason: 'A copy that plays here could not be made ({detail}).',
    repair: 'Convert it to MP4 (H.264 and AAC) with another program to play it.',
  },
  'folder.no-media': {
    reason: 'There is no media file in this folder.',
    repair: 'Name a folder with audio or video files.',
  },
  'folder.gone': {
    reason: 'The folder that you are in no longer exists.',
    repair: 'Change to another folder and start again.',
  },
  'input.missing': { reason: 'There is no such file.', repair: 'Check the path.' },
  'input.unreadable': {
    reason: 'It could not be read: {detail}.',
    repair: 'Check that you may read the file.',
  },
  'output.exists': {
    reason: 'It exists already.',
    repair: 'Use --overwrite to replace it, or --output-dir to write elsewhere.',
  },
  'output.edited': {
    reason: 'This project was edited by a person.',
    repair: 'Use --overwrite=edited to replace it all the same.',
  },
  'output.not-writable': {
    reason: 'It could not be written: {detail}.',
    repair: 'Choose another folder with --output-dir.',
  },
  'output.is-media': {
    reason: 'Captions would replace the very file that they are made of.',
    repair: 'Give an audio or video file, or name another file with --output.',
  },
  'home.not-usable': {
    reason: 'The data folder cannot be used: {detail}.',
    repair: 'Choose another folder with WORDLANE_HOME.',
  },
  'server.port-taken': {
    reason: 'Port {detail} cannot be used: another program has it, or it is reserved.',
    repair: 'Choose another with --port, or leave it out.',
  },
  'desktop.missing': {
    reason: 'The desktop window is not installed here.',
    repair: 'Start it from a terminal once, which asks to install it, or use --front browser.',
  },
  'desktop.no-display': {
    reason: 'There is no display here for the desktop window.',
    repair: 'Use --front none and open the address in a browser.',
  },
  'disk.full': {
    reason: 'There is no room left on the disk ({detail}).',
    repair: 'Free some space and try again.',
  },
  'disk.low': {
    reason: 'There is too little room on the disk: {detail}.',
    repair: 'Free some space, or move the data folder with WORDLANE_HOME.',
  },
  'format.unknown': { reason: 'The format is not known: {detail}.', repair: 'Name one with --format.' },
  'format.unreadable': {
    reason: 'This is not valid {detail}.',
    repair: 'Export it again from where it came from.',
  },
  'format.foreign': {
    reason: 'This is {detail}, which Wordlane does not read.',
    repair: 'Export it as SRT, WebVTT or WhisperX JSON.',
  },
  'format.not-readable': {
    reason: 'Wordlane writes this format but does not read it: {detail}.',
    repair: 'Give SRT, WebVTT, ASS, JSON, CSV, TSV, TXT or Markdown.',
  },
  'profile.unknown': {
    reason: 'There is no caption profile of this name: {detail}.',
    repair: 'Choose plain, netflix, bbc, youtube, tiktok or dcmp with --profile.',
  },
  'project.damaged': {
    reason: 'The project file is damaged: {detail}.',
    repair: 'Restore it from a backup or transcribe again.',
  },
  'project.newer': {
    reason: 'The project was saved by a newer version ({detail}).',
    repair: 'Update Wordlane.',
  },
  'project.is-media': {
    reason: 'This is a recording, not a project.',
    repair: 'Transcribe it, or choose a project or caption file.',
  },
  'project.closed': { reason: 'This project is not open any more.', repair: 'Open it again.' },
  'project.unnamed': {
    reason: 'It has not been saved yet.',
    repair: 'Choose a folder and a name for it.',
  },
  'project.open-already': {
    reason: 'Another open project is saved there.',
    repair: 'Choose another name, or close that project first.',
  },
  'project.changed-on-disk': {
    reason: 'Another program changed the file since it was opened.',
    repair: 'Save under another name, or replace it.',
  },
  'edit.missing': {
    reason: 'What this change is about is not there: {detail}.',
    repair: 'It may have been removed meanwhile; try again on what is shown now.',
  },
  'edit.taken': { reason: 'This id is taken already: {detail}.', repair: 'Use a new id.' },
  'edit.order': {
    reason: 'Words would no longer stand in the order of time: {detail}.',
    repair: 'Stay between the words before and after.',
  },
  'edit.overlap': {
    reason: 'Two words of one speaker would overlap: {detail}.',
    repair: 'Move or shorten one of them, or give one to another speaker.',
  },
  'edit.time': {
    reason: 'This is not a possible time: {detail}.',
    repair: 'A word begins at 0 or later and ends after it begins.',
  },
  'edit.impossible': { reason: 'This cannot be done: {detail}.', repair: 'Choose something else.' },
  'edit.invalid': {
    reason: 'This is not a change that Wordlane understands ({detail}).',
    repair: 'Update Wordlane if another version made it.',
  },
  'engine.unknown': {
    reason: 'There is no engine of this name: {detail}.',
    repair: '`wordlane engines list` shows the engines.',
  },
  'engine.slot-missing': {
    reason: 'This engine cannot do that: {detail}.',
    repair: '`wordlane engines list` shows what each engine can do.',
  },
  'engine.language': {
    reason: 'This engine does not know the language: {detail}.',
    repair: 'Choose another engine with --engine.',
  },
  'engine.not-installed': {
    reason: 'The engine is not installed: {detail}.',
    repair: 'Run `wordlane engines install {detail}`.',
  },
  'engine.unhealthy': {
    reason: 'The engine does not work here: {detail}.',
    repair: 'Run `wordlane engines repair` with its name; `wordlane doctor` tells more.',
  },
  'engine.crashed': {
    reason: 'The engine stopped unexpectedly ({detail}).',
    repair: 'Try again; `wordlane doctor` checks the engine.',
  },
  'engine.killed': {
    reason: 'The engine was stopped by the system, probably because memory ran out ({detail}).',
    repair: 'Close other programs and try again.',
  },
  'engine.stalled': {
    reason: 'The engine stopped answering ({detail}).',
    repair: 'Try again; `wordlane doctor` checks the engine.',
  },
  'engine.protocol': {
    reason: 'The engine answered with something that is not understood ({detail}).',
    repair: 'Run `wordlane engines repair` with its name.',
  },
  'engine.device': {
    reason: 'The device cannot be used: {detail}.',
    repair: 'Use --device cpu; `wordlane doctor` says what is wrong with the graphics card.',
  },
  'engine.precision': {
    reason: 'The device cannot compute in this precision: {detail}.',
    repair: 'Leave --compute-type out, and the best that works is taken.',
  },
  'model.none': {
    reason: 'There is no model for this: {detail}.',
    repair: 'Choose another engine, or import a model with `wordlane models import`.',
  },
  'engine.failed': {
    reason: 'The engine reported an error: {detail}.',
    repair: 'Try again with another engine.',
  },
  'device.driver-old': {
    reason: 'The driver of the graphics card is too old: {detail}.',
    repair: 'Install the current NVIDIA driver and restart the computer.',
  },
  'device.driver-silent': {
    reason: 'The driver of the graphics card does not answer ({detail}).',
    repair: 'Restart the computer; if that does not help, install the NVIDIA driver again.',
  },
  'runtime.python-missing': {
    reason: 'No usable Python was found ({detail}).',
    repair: 'Install Python 3.11 and start again.',
  },
  'runtime.network': {
    reason: 'The package index could not be reached ({detail}).',
    repair: 'Check the network connection or the proxy and start again; what is loaded already is kept.',
  },
  'runtime.torch-index': {
    reason: "The index of PyTorch's own builds could not be reached ({detail}).",
    repair:
      'Check the network connection or the proxy; on Linux `--variant cu128` needs the package index alone.',
  },
  'runtime.certificate': {
    reason: 'The package index answered with a certificate that this computer does not trust ({detail}).',
    repair: 'Let the system trust the certificate of your network or proxy, or name it with SSL_CERT_FILE.',
  },
  'runtime.locked': {
    reason: 'Another program holds a file that was being installed ({detail}).',
    repair: 'Tell the virus scanner to leave the data folder of Wordlane alone, and start again.',
  },
  'runtime.unsupported': {
    reason: 'This cannot run on this computer: {detail}.',
    repair: 'Choose another engine, or its variant for the processor.',
  },
  'runtime.hash': {
    reason: 'A package differs from the one that was checked ({detail}).',
    repair: 'Start again; if it happens twice, something alters downloads on this network.',
  },
  'runtime.failed': {
    reason: 'Setting up the engine failed ({detail}).',
    repair: 'Run `wordlane engines repair` with its name; `wordlane doctor` tells more.',
  },
  'runtime.busy': {
    reason: 'Another Wordlane is setting up the same engine ({detail}).',
    repair: 'Wait until it is done.',
  },
  'model.unknown': {
    reason: 'There is no model of this name: {detail}.',
    repair: '`wordlane models list` shows the models.',
  },
  'model.not-installed': {
    reason: 'The model is not on this computer: {detail}.',
    repair: 'Run `wordlane models install {detail}`.',
  },
  'model.broken': {
    reason: 'The model is damaged ({detail}).',
    repair: 'Remove it and get it again.',
  },
  'model.exists': {
    reason: 'A model of this name is here already: {detail}.',
    repair: 'Choose another name with --id, or remove that one first.',
  },
  'model.not-a-model': {
    reason: 'This cannot be used as a model: {detail}.',
    repair: 'Give the folder or file of a model that the engines load.',
  },
  'model.busy': {
    reason: 'The model is being worked on at the moment ({detail}).',
    repair: 'Wait until that is done.',
  },
  'model.place-missing': {
    reason: 'The folder of the models is not there.',
    repair: 'Connect its drive, or choose another folder with `wordlane models move`.',
  },
  'model.place-unfit': {
    reason: 'The models cannot be moved there: {detail}.',
    repair: 'Choose an empty folder outside of the present one.',
  },
  'model.gated': {
    reason: 'This model is given only to those who accepted its terms at {detail}.',
    repair:
      'Sign in there and accept them, make a token at https://huggingface.co/settings/tokens and give it to `wordlane models token`.',
  },
  'model.token': {
    reason: 'The model hub does not accept the token ({detail}).',
    repair:
      'Make a new one at https://huggingface.co/settings/tokens and give it to `wordlane models token`.',
  },
  'model.not-on-hub': {
    reason: 'This is not on the model hub: {detail}.',
    repair: 'Get the model another way and import it with `wordlane models import`.',
  },
  'model.network': {
    reason: 'The model could not be loaded from the network ({detail}).',
    repair: 'Check the network connection or the proxy and start again; what is loaded already is kept.',
  },
  'model.tls': {
    reason: 'The connection to the model hub is not trusted here ({detail}).',
    repair: 'Name the certificates of your network with SSL_CERT_FILE.',
  },
  'model.loader': {
    reason: 'The program that loads models failed ({detail}).',
    repair: 'Try again; models.log in the data folder says more.',
  },
  'model.hash': {
    reason: 'What arrived differs from what was announced ({detail}).',
    repair: 'Start again; if it happens twice, something alters downloads on this network.',
  },
  'align.no-words': {
    reason: 'There is no text to align.',
    repair: 'Give a text or caption file with words.',
  },
  'align.no-match': {
    reason: 'The text does not match what is said in the recording.',
    repair: 'Check that text and recording belong together.',
  },
  'check.violations': { reason: '{detail}.', repair: '' },
  'part.later': { reason: '{detail} is not built yet.', repair: 'Leave it out for now.' },
  usage: { reason: '{detail}', repair: '' },
  cancelled: { reason: 'Cancelled.', repair: '' },
  internal: {
    reason: 'Something went wrong inside Wordlane ({detail}).',
    repair: 'Run again with WORDLANE_DEBUG=1 and report what it prints.',
  },
} as const satisfies Record<string, { readonly reason: string; readonly repair: string }>;
