import type { ModelView } from '../../common/contract/models.ts';
import type { EngineRow, EngineWork, MachineView, VariantView } from '../../common/contract/setup.ts';
import { figure, fileSize, languageName, percent, timeLeft } from '../text/figures.ts';
import { type MessageId, say } from '../text/text.ts';

/** Where an engine stands, as one word decides its icon and its button. */
export type EngineState = 'working' | 'broken' | 'installed' | 'absent' | 'busy' | 'failed';

export function engineState({ work, failure, problem, installed, selfTest }: EngineRow): EngineState {
  if (work !== null) return 'busy';
  if (problem !== null) return 'broken';
  if (installed && selfTest?.checks.some(({ ok }) => !ok) === true) return 'broken';
  if (failure !== null) return installed ? 'broken' : 'failed';
  if (!installed) return 'absent';
  return selfTest === null ? 'installed' : 'working';
}

/** The variant that an installation would take: the present one, else the one that fits. */
export function wantedVariant({ variants, variant }: EngineRow): VariantView | null {
  return (
    variants.find(({ id }) => id === variant) ?? variants.find(({ fits }) => fits) ?? variants[0] ?? null
  );
}

/** `4.2 GB`, what is on the disk or would be loaded; `built in` for the one that comes along. */
export function engineSize(row: EngineRow): string {
  if (row.sizeBytes !== null) return fileSize(row.sizeBytes);
  const variant = wantedVariant(row);
  return variant === null ? '' : fileSize(variant.downloadBytes);
}

/** `4.2 GB to load, 7.3 GB on the disk` */
export function installSizes({ downloadBytes, diskBytes }: VariantView): string {
  return say('setup.variantSizes', { load: fileSize(downloadBytes), disk: fileSize(diskBytes) });
}

/** `Works on NVIDIA GeForce RTX 4070, 41 × real time on the sample clip.` */
export function selfTestSentence({ selfTest }: EngineRow): string | null {
  if (selfTest === null) return null;
  const { rtf } = selfTest;
  const device = selfTest.device === 'CPU' ? say('setup.processor') : selfTest.device;
  const bad = selfTest.checks.filter(({ ok }) => !ok).length;
  if (bad > 0) return say('setup.checksFailed', { count: bad });
  if (rtf === null || rtf <= 0) return say('setup.worksOn', { device });
  return say('setup.worksAt', { device, speed: speedText(rtf) });
}

/** Seconds of work for a second of sound as times real time: `41`, `0.8`. */
export function speedText(rtf: number): string {
  const speed = 1 / rtf;
  return figure(speed, speed < 10 ? 1 : 0);
}

/** `418 MB of 652 MB · 21 s left`, as far as it is known. */
export function workFacts({ waiting, bytes, fraction, remainingMs, stalled }: EngineWork): string {
  if (waiting) return say('setup.waiting');
  if (stalled) return say('setup.stalled');
  const parts: string[] = [];
  if (bytes !== null && bytes.total > 0) {
    parts.push(say('setup.bytesOf', { done: fileSize(bytes.done), total: fileSize(bytes.total) }));
  } else if (fraction !== null) parts.push(percent(fraction));
  if (remainingMs !== null) parts.push(say('setup.left', { time: timeLeft(remainingMs / 1000) }));
  return parts.join(' · ');
}

/** What the slots mean to a person. */
export function slotsText({ slots, tasks }: Pick<EngineRow, 'slots' | 'tasks'>): string {
  const words: string[] = slots.map((slot) => say(`setup.slot.${slot}`));
  if (tasks.includes('translate')) words.push(say('setup.slot.translate'));
  return words.join(', ');
}

export function languagesText(languages: readonly string[]): string {
  if (languages.includes('*')) return say('setup.manyLanguages');
  if (languages.length > 3) return say('setup.languages', { count: languages.length });
  return languages.map(languageName).join(', ');
}

/** `NVIDIA RTX 4070, 12 GB` or that there is none. */
export function cardText({ gpus }: MachineView): string {
  if (gpus.length === 0) return say('setup.noCard');
  return gpus
    .map(({ name, memoryBytes }) => (memoryBytes === null ? name : `${name}, ${fileSize(memoryBytes)}`))
    .join(' · ');
}

/** What a person must know of a model's licence, in plain words. */
export function licenceWarning({ commercial, gated }: ModelView): string | null {
  if (gated) return say('setup.gated');
  return commercial === false ? say('setup.nonCommercial') : null;
}

const KIND_TEXTS: Readonly<Record<string, MessageId>> = {
  'whisper-ct2': 'setup.kind.whisper-ct2',
  'whisper-ggml': 'setup.kind.whisper-ggml',
  'whisper-pt': 'setup.kind.whisper-pt',
  wav2vec2: 'setup.kind.wav2vec2',
  'parakeet-onnx': 'setup.kind.parakeet-onnx',
  'sherpa-diarization': 'setup.kind.sherpa-diarization',
  pyannote: 'setup.kind.pyannote',
};

export function kindText(kind: string): string {
  const id = KIND_TEXTS[kind];
  return id === undefined ? kind : say(id);
}

/** What an engine tries on itself, as people call it; its own id where it has no name yet. */
export function checkName(id: string): string {
  const known = CHECK_NAMES.find((one) => one === `setup.check.${id}`);
  return known === undefined ? id : say(known);
}

const CHECK_NAMES = [
  'setup.check.versions',
  'setup.check.lock',
  'setup.check.model-files',
  'setup.check.engine',
  'setup.check.recogniser',
  'setup.check.voice-detector',
  'setup.check.aligner',
  'setup.check.alignment',
  'setup.check.features',
  'setup.check.library',
  'setup.check.torch',
  'setup.check.whisperx',
  'setup.check.pyannote',
  'setup.check.ctranslate2',
  'setup.check.ctranslate2-cpu',
  'setup.check.ctranslate2-cuda',
  'setup.check.cpu',
  'setup.check.cuda',
  'setup.check.graphics-card',
] as const satisfies readonly MessageId[];

/** `moonshine.versions`, `python` … as people call them. */
export function checkTitle(id: string, engines: readonly Pick<EngineRow, 'id' | 'title'>[]): string {
  const engine = engines.find((row) => id.startsWith(`${row.id}.`));
  return engine === undefined ? id : `${engine.title}: ${checkName(id.slice(engine.id.length + 1))}`;
}
