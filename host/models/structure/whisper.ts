import { type Contents, readJsonObject } from './contents.ts';
import { asTheyAre, OTHER, type Recogniser, unusable, whatIsWrong } from './finding.ts';

/** Entries of the vocabularies: English alone, and since large-v3 (which hears 128 bands instead of 80). */
const ENGLISH_VOCABULARY = 51_864;
const LARGE_V3_VOCABULARY = 51_866;
const LARGE_V3_LANGUAGES = 100;

/**
 * A folder for CTranslate2. `preprocessor_config.json` tells the number of mel bands and is missing from the usual
 * conversions of models with 80, which is what the library then assumes; here it is written for them, so that
 * what engines are given says it always.
 */
export const recogniseCt2: Recogniser = async (contents) => {
  if (!contents.sizes.has('model.bin')) return OTHER;
  const vocabularies = ['vocabulary.json', 'vocabulary.txt'];
  const wrong = await whatIsWrong(contents, ['model.bin', 'config.json', 'tokenizer.json', vocabularies]);
  if (wrong !== null) return unusable(wrong);
  // After the format's number and a length the file says what it is.
  const start = (await contents.head('model.bin', 64)).toString('latin1');
  if (!start.includes('WhisperSpec')) return unusable('model.bin is no Whisper model for CTranslate2');
  const config = await readJsonObject(contents, 'config.json');
  if (config === null) return unusable('config.json cannot be read');

  const vocabulary = vocabularies.find((name) => contents.sizes.has(name)) ?? '';
  const entries = await vocabularySize(contents, vocabulary);
  const languages = Array.isArray(config.lang_ids) ? config.lang_ids.length : null;
  const usual = asTheyAre(['config.json', 'tokenizer.json', vocabulary, 'model.bin']);
  const found = {
    is: 'model',
    kind: 'whisper-ct2',
    languages: entries === ENGLISH_VOCABULARY ? ['en'] : ['*'],
  } as const;
  if (contents.sizes.has('preprocessor_config.json')) {
    const empty = await whatIsWrong(contents, ['preprocessor_config.json']);
    if (empty !== null) return unusable(empty);
    return { ...found, files: [...usual, ...asTheyAre(['preprocessor_config.json'])], added: [] };
  }
  const maybe128 =
    languages === LARGE_V3_LANGUAGES || entries === LARGE_V3_VOCABULARY || (languages ?? entries) === null;
  if (maybe128) return unusable('preprocessor_config.json is missing');
  const added = [{ name: 'preprocessor_config.json', content: EIGHTY_BANDS }];
  return { ...found, files: usual, added };
};

/** The front end of all Whisper models up to large-v2: 30 s of 16 kHz in steps of 10 ms, 80 mel bands. */
const EIGHTY_BANDS = `${JSON.stringify(
  {
    chunk_length: 30,
    feature_extractor_type: 'WhisperFeatureExtractor',
    feature_size: 80,
    hop_length: 160,
    n_fft: 400,
    n_samples: 480_000,
    nb_max_frames: 3_000,
    padding_side: 'right',
    padding_value: 0,
    return_attention_mask: false,
    sampling_rate: 16_000,
  },
  null,
  2,
)}\n`;

async function vocabularySize(contents: Contents, name: string): Promise<number | null> {
  const text = await contents.text(name);
  if (text === null) return null;
  if (name.endsWith('.txt')) return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const list = await readJsonObject(contents, name);
  return Array.isArray(list) ? list.length : null;
}

/** Little endian, so that the file begins with `lmgg`. */
const GGML_MAGIC = 0x67_67_6d_6c;

/** One file for whisper.cpp, or a folder that holds exactly one. */
export const recogniseGgml: Recogniser = async (contents) => {
  const found: string[] = [];
  for (const [name, size] of contents.sizes) {
    if (!/\.(?:bin|gguf|ggml)$/iu.test(name) || name.includes('/') || size < 48) continue;
    const start = await contents.head(name, 48);
    const magic = start.readUInt32LE(0);
    if (contents.isFile && start.toString('latin1', 0, 4) === 'GGUF') {
      return unusable('it is a GGUF file, and whisper.cpp loads Whisper as ggml');
    }
    if (magic === GGML_MAGIC) found.push(name);
  }
  const [name] = found;
  if (name === undefined) return OTHER;
  if (found.length > 1) return unusable('several models lie in this folder; name one of the files');
  const header = await contents.head(name, 48);
  const entries = header.readInt32LE(4);
  const bands = header.readInt32LE(40);
  if (bands !== 80 && bands !== 128) return unusable('it is a ggml file, but of no Whisper model');
  const languages = entries === ENGLISH_VOCABULARY ? ['en'] : ['*'];
  return { is: 'model', kind: 'whisper-ggml', files: asTheyAre([name]), added: [], languages };
};

/** A checkpoint of OpenAI's own: a zip whose first entry is a pickle that begins with the dimensions. */
export const recognisePt: Recogniser = async (contents) => {
  const names = [...contents.sizes.keys()].filter((name) => /^[^/]+\.pt$/iu.test(name));
  const [name] = names;
  if (name === undefined) return OTHER;
  if (names.length > 1) return unusable('several models lie in this folder; name one of the files');
  const wrong = await whatIsWrong(contents, [name]);
  if (wrong !== null) return unusable(wrong);
  const start = (await contents.head(name, 1024 * 1024)).toString('latin1');
  const isWhisper = start.startsWith('PK\u0003\u0004') && start.includes('n_audio_ctx');
  if (!isWhisper) return unusable(`${name} is no checkpoint of Whisper`);
  const languages = /\.en\.pt$/iu.test(name) ? ['en'] : ['*'];
  return { is: 'model', kind: 'whisper-pt', files: asTheyAre([name]), added: [], languages };
};
