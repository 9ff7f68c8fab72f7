import { buildProject, type RecognisedSegment, type RecognisedWord } from '../../common/document/build.ts';
import type { IdSource } from '../../common/document/ids.ts';
import { itemsOf, toArray } from '../../common/document/list.ts';
import type { Operation, UtteranceData, WordTimes } from '../../common/document/operations.ts';
import type {
  Speaker,
  SpeakerId,
  Utterance,
  UtteranceId,
  Word,
  WordId,
} from '../../common/document/types.ts';
import type { EngineSegment } from '../engines/engine.ts';

/** What one more segment brings to the document that holds those before it. */
export interface Arrival {
  readonly speaker: NewSpeaker | null;
  readonly speakerId: SpeakerId | null;
  /** The last word of this channel so far; null before the first. */
  readonly lastWordId: WordId | null;
  /** The word before gives way to the first one that came. */
  readonly trimmed: WordTimes | null;
  /** Words that go on with what was said last. */
  readonly continued: {
    readonly utteranceId: UtteranceId;
    readonly afterWordId: WordId;
    readonly words: readonly Word[];
  } | null;
  readonly utterances: readonly UtteranceData[];
}

export interface NewSpeaker {
  readonly speaker: Speaker;
  readonly index: number;
  /** The other one, who turned out to speak second. */
  readonly recoloured: Speaker | null;
}

/** Turns segments, as they come, into additions to a document. */
export interface Arrivals {
  /** Segments of one channel come in media time, as the worker's protocol has it. Null when it holds no word. */
  readonly take: (channel: string | null, segment: EngineSegment) => Arrival | null;
  /** All that came, channel by channel, as it was cut into utterances. */
  readonly taken: () => readonly TakenChannel[];
}

export interface TakenChannel {
  readonly speaker: Speaker | null;
  readonly words: readonly TakenWord[];
}

export interface TakenWord {
  readonly wordId: WordId;
  readonly utteranceId: UtteranceId;
}

interface ChannelState {
  readonly name: string | null;
  speaker: Speaker | null;
  /** Where the first segment with words begins: who speaks first is the first speaker. */
  firstMs: number;
  utteranceId: UtteranceId | null;
  /**
   * The last word that has a time and, behind it, the last of those that have none: all on which times and
   * utterances of later words depend, in `repairTimes` and in `buildProject`.
   */
  tail: readonly Word[];
  readonly words: TakenWord[];
}

/**
 * Each segment goes through `buildProject` behind the last words before it, so that times are repaired and
 * utterances divided exactly as in the whole. Cost: that of one segment, however long the recording is.
 */
export function createArrivals(ids: IdSource): Arrivals {
  const channels = new Map<string | null, ChannelState>();
  return {
    take: (name, segment) => {
      const channel = channels.get(name) ?? newChannel(name);
      const built = build(channel, segment, ids);
      const count = built.reduce((sum, { words }) => sum + words.length, 0);
      if (count === channel.tail.length) return null;
      channels.set(name, channel);
      const speaker =
        channel.words.length > 0 ? null : newSpeaker(channel, segment, [...channels.values()], ids);
      const lastWordId = channel.tail[channel.tail.length - 1]?.id ?? null;
      return { speaker, speakerId: channel.speaker?.id ?? null, lastWordId, ...arrange(channel, built) };
    },
    taken: () => [...channels.values()],
  };
}

function newChannel(name: string | null): ChannelState {
  return { name, speaker: null, firstMs: 0, utteranceId: null, tail: [], words: [] };
}

function build(channel: ChannelState, segment: EngineSegment, ids: IdSource): readonly Utterance[] {
  const { name, tail } = channel;
  // Without length of its own, so that it lends no times to words that have none.
  const before: RecognisedSegment = {
    startMs: segment.startMs,
    endMs: segment.startMs,
    words: tail.map(heard),
  };
  const { utterances } = buildProject({
    ids,
    projectId: '',
    title: '',
    media: [],
    language: null,
    profile: '',
    original: null,
    segments: [
      { ...before, speaker: name },
      { ...segment, speaker: name },
    ],
  });
  return toArray(utterances);
}

function heard({ text, startMs, endMs, confidence, timing, glue }: Word): RecognisedWord {
  return { text, startMs, endMs, confidence, timing, glue };
}

function newSpeaker(
  channel: ChannelState,
  segment: EngineSegment,
  channels: readonly ChannelState[],
  ids: IdSource,
): NewSpeaker | null {
  channel.firstMs = segment.startMs;
  if (channel.name === null) return null;
  const other = channels.find(({ speaker }) => speaker !== null) ?? null;
  const isFirst = other === null || channel.firstMs < other.firstMs;
  const index = isFirst ? 0 : 1;
  channel.speaker = { id: ids.next(), name: channel.name, color: index };
  const recoloured = isFirst && other?.speaker != null ? { ...other.speaker, color: 1 } : null;
  if (other !== null && recoloured !== null) other.speaker = recoloured;
  return { speaker: channel.speaker, index, recoloured };
}

/** Divides what was built into what the document holds already, what goes on with it, and what is new. */
function arrange(
  channel: ChannelState,
  built: readonly Utterance[],
): Pick<Arrival, 'trimmed' | 'continued' | 'utterances'> {
  const { tail } = channel;
  const speakerId: SpeakerId | null = channel.speaker?.id ?? null;
  const words = built.flatMap((utterance) => toArray(utterance.words));
  const repaired = tail.map((word, at): Word => ({ ...word, ...timesOf(words[at] ?? word) }));
  const trimmed = repaired.find((word, at) => word.endMs !== tail[at]?.endMs) ?? null;
  const held = tail.length > 0 ? built[0] : undefined;
  const later = held === undefined ? built : built.slice(1);
  const more = held === undefined ? [] : toArray(held.words).slice(tail.length);
  const last = tail[tail.length - 1];
  const continued =
    more.length > 0 && last !== undefined && channel.utteranceId !== null
      ? { utteranceId: channel.utteranceId, afterWordId: last.id, words: more }
      : null;
  const utterances = later.map(
    ({ id, words: list }): UtteranceData => ({ id, speakerId, language: null, words: [...itemsOf(list)] }),
  );
  if (continued !== null) note(channel, continued.utteranceId, continued.words);
  for (const utterance of utterances) note(channel, utterance.id, utterance.words);
  channel.utteranceId = utterances[utterances.length - 1]?.id ?? channel.utteranceId;
  channel.tail = tailOf([...repaired, ...words.slice(tail.length)]);
  return {
    trimmed: trimmed === null ? null : { wordId: trimmed.id, ...timesOf(trimmed) },
    continued,
    utterances,
  };
}

function timesOf({ startMs, endMs, timing }: Word): Pick<Word, 'startMs' | 'endMs' | 'timing'> {
  return { startMs, endMs, timing };
}

function note(channel: ChannelState, utteranceId: UtteranceId, words: readonly Word[]): void {
  for (const { id } of words) channel.words.push({ wordId: id, utteranceId });
}

function tailOf(words: readonly Word[]): readonly Word[] {
  const last = words[words.length - 1];
  const timed = words.findLast(({ startMs }) => startMs !== null);
  if (last === undefined) return [];
  return timed === undefined || timed === last ? [last] : [timed, last];
}

/** The arrival as one step for a document that nobody else changed. */
export function operationOf({ speaker, trimmed, continued, utterances }: Arrival): Operation {
  const operations: Operation[] = speaker === null ? [] : speakerOperations(speaker);
  if (trimmed !== null) operations.push({ kind: 'setWordTimes', words: [trimmed] });
  if (continued !== null) operations.push({ kind: 'insertWords', ...continued, joinsCue: 'none' });
  if (utterances.length > 0) operations.push({ kind: 'insertUtterances', beforeId: null, utterances });
  const [only] = operations;
  return operations.length === 1 && only !== undefined ? only : { kind: 'batch', operations };
}

function speakerOperations({ speaker, index, recoloured }: NewSpeaker): Operation[] {
  const added: Operation = { kind: 'addSpeaker', speaker, index };
  return recoloured === null ? [added] : [added, { kind: 'updateSpeaker', speaker: recoloured }];
}
