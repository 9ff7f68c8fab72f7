import { failureMessages } from '../../../common/contract/messages.en.ts';
import { catalogued, type FailureTexts } from '../failureTexts.ts';

type Code = keyof typeof failureMessages;

/** What to do in a window, where the command line's sentence names a command, an option or a variable. */
const repairs = {
  'media.track-missing': 'Choose one of the tracks that it has.',
  'media.channel-missing': 'Choose another channel.',
  'media.range-outside': 'Choose a part within its length.',
  'output.exists': 'Choose another name or folder.',
  'output.edited': 'Choose another name or folder.',
  'output.not-writable': 'Choose another folder.',
  'output.is-media': 'Choose another name or folder.',
  'home.not-usable': 'Connect its drive, or see that you may write there, and start Wordlane again.',
  'server.port-taken': 'Close the other program and start Wordlane again.',
  'desktop.missing': 'Go on in the browser, where everything works as well.',
  'desktop.no-display': 'Open the address in a browser.',
  'disk.low': 'Free some space, or move the models to another drive in Engines & models.',
  'format.unknown': 'Choose one of the formats that are offered.',
  'profile.unknown': 'Choose one of the profiles that are offered.',
  'engine.unknown': 'Choose another engine; Engines & models shows all of them.',
  'engine.slot-missing': 'Choose another engine, or leave that out.',
  'engine.language': 'Choose another engine, or another language.',
  'engine.not-installed': 'Press Install beside it in Engines & models.',
  'engine.unhealthy': 'Press Repair beside it in Engines & models.',
  'engine.crashed': 'Try again; if it stays so, press Test again beside it in Engines & models.',
  'engine.stalled': 'Try again; if it stays so, press Test again beside it in Engines & models.',
  'engine.protocol': 'Press Repair beside it in Engines & models.',
  'engine.device':
    'Diagnostics says what is wrong with the graphics card; the processor can do it, only slower.',
  'engine.precision': 'Choose a smaller model, or the processor, which is slower.',
  'model.none': 'Get one in Engines & models, or import one that you have.',
  'runtime.torch-index':
    'Check the network connection or the proxy and try again; on Linux the variant cu128 needs the package index alone.',
  'runtime.certificate': 'Let the system trust the certificate of your network or proxy, and try again.',
  'runtime.failed': 'Try again in Engines & models; Diagnostics tells more.',
  'model.unknown': 'Choose another model; Engines & models shows all of them.',
  'model.not-installed': 'Press Get beside it in Engines & models.',
  'model.exists': 'Remove that one first, or give the folder another name.',
  'model.place-missing': 'Connect its drive, or choose another folder with Move the models.',
  'model.gated': 'Accept them there, and give Wordlane a token of Hugging Face: press Token.',
  'model.token': 'Make a new one on Hugging Face and give it to Wordlane: press Token.',
  'model.not-on-hub': 'Get the model another way, and import it in Engines & models.',
  'model.tls': 'Let the system trust the certificates of your network, and try again.',
  internal: 'Try again; if it stays so, report it with what Copy report in Diagnostics gives.',
} as const satisfies Partial<Record<Code, string>>;

/** The command line's sentences, which are the language's own, but for what to do where only it can do that. */
const texts = Object.fromEntries(
  Object.entries(failureMessages).map(([code, { reason, repair }]) => {
    const own: Partial<Record<string, string>> = repairs;
    return [code, { reason, repair: own[code] ?? repair }];
  }),
) as FailureTexts;

export const failures = catalogued(texts);
