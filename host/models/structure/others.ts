import { readJsonObject } from './contents.ts';
import { asTheyAre, OTHER, type Recogniser, unusable, whatIsWrong } from './finding.ts';

/** Models of transformers that are trained with CTC on 16 kHz sound and read letters. */
const CTC_MODELS = ['wav2vec2', 'wav2vec2-conformer', 'hubert', 'wavlm'];

/** Files of a tokenizer and a feature extractor that are taken when they are there. */
const AROUND_CTC = [
  'preprocessor_config.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
];

export const recogniseWav2vec2: Recogniser = async (contents) => {
  if (!contents.sizes.has('config.json') || contents.sizes.has('model.bin')) return OTHER;
  const config = await readJsonObject(contents, 'config.json');
  if (config === null || !CTC_MODELS.includes(String(config.model_type))) return OTHER;
  const { architectures } = config;
  if (Array.isArray(architectures) && !architectures.some((each) => String(each).endsWith('ForCTC'))) {
    return unusable('it was not trained to recognise letters (no CTC head)');
  }
  const weights = ['model.safetensors', 'pytorch_model.bin'];
  const wrong = await whatIsWrong(contents, ['vocab.json', weights]);
  if (wrong !== null) return unusable(wrong);
  const weight = weights.find((name) => contents.sizes.has(name)) ?? '';
  const around = AROUND_CTC.filter((name) => contents.sizes.has(name));
  const files = asTheyAre(['config.json', 'vocab.json', ...around, weight]);
  return { is: 'model', kind: 'wav2vec2', files, added: [], languages: ['*'] };
};

/** Entries of the vocabularies with the blank, and what they stand for. */
const PARAKEET_LANGUAGES: Readonly<Record<number, readonly string[]>> = {
  1025: ['en'],
  8193: 'bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro sk sl es sv ru uk'.split(' '),
};

/** As onnx-asr reads them: encoder and decoder with the same ending, in full precision or quantised. */
export const recogniseParakeet: Recogniser = async (contents) => {
  const encoder = [...contents.sizes.keys()].find((name) => /^encoder-model[^/]*\.onnx$/u.test(name));
  if (encoder === undefined) return OTHER;
  const decoder = encoder.replace('encoder-model', 'decoder_joint-model');
  const wrong = await whatIsWrong(contents, [encoder, decoder, 'vocab.txt', 'config.json']);
  if (wrong !== null) return unusable(wrong);
  // Above 2 GB the weights lie in a file of their own, which the network names.
  const data = `${encoder}.data`;
  const network = await contents.head(encoder, Math.min(contents.sizes.get(encoder) ?? 0, 64 * 1024 * 1024));
  if (network.includes(data) && !contents.sizes.has(data)) return unusable(`${data} is missing`);
  const vocabulary = (await contents.text('vocab.txt')) ?? '';
  const around = [data, 'config.json'].filter((name) => contents.sizes.has(name));
  const languages = PARAKEET_LANGUAGES[vocabulary.trimEnd().split('\n').length] ?? ['*'];
  const files = asTheyAre(['vocab.txt', decoder, ...around, encoder]);
  return { is: 'model', kind: 'parakeet-onnx', files, added: [], languages };
};

/**
 * Two networks: one finds who speaks when within ten seconds, the other tells voices apart. The first is known by
 * its name or its folder's, the second is the other one; in the store they have fixed names.
 */
export const recogniseSherpa: Recogniser = async (contents) => {
  const networks = [...contents.sizes.keys()].filter((name) => name.endsWith('.onnx'));
  const isSegmentation = (name: string) => /segmentation/iu.test(name) && !name.includes('.int8.');
  const segmentation = networks.filter(isSegmentation);
  if (segmentation.length === 0) return OTHER;
  const embeddings = networks.filter((name) => !/segmentation/iu.test(name));
  if (embeddings.length === 0) return unusable('the network that tells voices apart is missing');
  if (segmentation.length > 1 || embeddings.length > 1) {
    return unusable(`${networks.length} networks lie in it; it takes one for segments and one for voices`);
  }
  const [from = '', voices = ''] = [segmentation[0], embeddings[0]];
  const wrong = await whatIsWrong(contents, [from, voices]);
  if (wrong !== null) return unusable(wrong);
  const files = [
    { from, name: 'segmentation.onnx' },
    { from: voices, name: 'embedding.onnx' },
  ];
  return { is: 'model', kind: 'sherpa-diarization', files, added: [], languages: ['*'] };
};

/** A pipeline of pyannote.audio 4 that lies in one folder: `config.yaml` names its parts as `$model/<folder>`. */
export const recognisePyannote: Recogniser = async (contents) => {
  if (!contents.sizes.has('config.yaml')) return OTHER;
  const config = (await contents.text('config.yaml')) ?? '';
  if (!config.includes('SpeakerDiarization')) return OTHER;
  const parts = new Set([...config.matchAll(/\$model\/([\w-]+)/gu)].map((match) => match[1] ?? ''));
  if (parts.size === 0) return unusable('config.yaml leads to models on the network instead of folders');
  const files = [...contents.sizes.keys()].filter((name) => parts.has(name.split('/')[0] ?? ''));
  for (const part of parts) {
    if (!files.some((name) => name.startsWith(`${part}/`))) return unusable(`the folder ${part} is missing`);
  }
  const wrong = await whatIsWrong(contents, ['config.yaml', ...files]);
  if (wrong !== null) return unusable(wrong);
  const all = asTheyAre(['config.yaml', ...files]);
  return { is: 'model', kind: 'pyannote', files: all, added: [], languages: ['*'] };
};
