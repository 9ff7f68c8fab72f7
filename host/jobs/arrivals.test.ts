import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildProject, emptyProject } from '../../common/document/build.ts';
import { idSource } from '../../common/document/ids.ts';
import { wordCount } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import type { EngineSegment, EngineWord } from '../engines/engine.ts';
import { createArrivals } from './arrivals.ts';
import { countedIds, interleave } from './interleaving.ts';
import { liveProject } from './liveProject.ts';
import { segmentOf, wordOf } from './testing/handWorker.ts';
import { memorySessions } from './testing/memorySessions.ts';
import { contentOf, sketchOf } from './testing/sameDocument.ts';

interface Track {
  readonly channel: string | null;
  readonly segments: readonly EngineSegment[];
}

const about = { projectId: 'p', title: 't', profile: 'plain', language: null };

/** As the whole result is built. */
function whole(tracks: readonly Track[], ids = idSource('whole')): Project {
  const segments = tracks.flatMap(({ channel, segments: list }) =>
    list.map((segment) => ({ ...segment, speaker: channel })),
  );
  return buildProject({ ...about, ids, media: [], original: null, segments });
}

/** Segment by segment, into an open project. */
function live(tracks: readonly Track[]): Project {
  const ids = idSource('live');
  const sessions = memorySessions();
  const { sessionId } = sessions.adopt(emptyProject(about), 'job');
  const project = liveProject(sessions, sessionId, ids, (error) => {
    throw error;
  });
  const arrivals = createArrivals(ids);
  for (const { channel, segments } of tracks) {
    for (const segment of segments) {
      const arrival = arrivals.take(channel, segment);
      if (arrival !== null) project.add(arrival);
    }
  }
  const arrived = sessions.document(sessionId)?.project;
  if (arrived === undefined) throw new Error('closed');
  const wholeIds = countedIds(idSource('whole'));
  const wanted = whole(tracks, wholeIds);
  if (tracks.length > 1) project.interleave(interleave(arrived, wanted, wholeIds, arrivals.taken(), ids));
  return sessions.document(sessionId)?.project ?? arrived;
}

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('yes', 'no.', 'well,', 'then?', 'and', 'so!”', '日本', 'a  b') },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '.', '-', '“', '[music]', '…') },
);

/** A word as engines give it at their worst: anywhere around its segment, empty, backwards, without time. */
const word = (startMs: number): fc.Arbitrary<EngineWord> =>
  fc.record({
    text,
    startMs: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: -500, max: 4000 }).map((ms) => startMs + ms) },
      { weight: 1, arbitrary: fc.constantFrom(null, Number.NaN, startMs + 0.4) },
    ),
    endMs: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: -500, max: 5000 }).map((ms) => startMs + ms) },
      { weight: 1, arbitrary: fc.constantFrom(null, Number.POSITIVE_INFINITY) },
    ),
    confidence: fc.constantFrom(null, 0.3, 1.4),
    timing: fc.constantFrom('aligned' as const, 'token' as const),
    glue: fc.boolean(),
  });

const segments = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: -100, max: 2500 })), { maxLength: 12 })
  .chain((steps) => {
    let startMs = 0;
    return fc.tuple(
      ...steps.map(([stepMs, lengthMs], index) => {
        startMs += stepMs;
        const [from, to] = [startMs, startMs + lengthMs];
        return fc
          .array(word(from), { maxLength: 6 })
          .map((words): EngineSegment => ({ index, startMs: from, endMs: to, words }));
      }),
    );
  });

describe('words that arrive segment by segment', () => {
  it('make the document that the whole result makes, whatever the engine says', () => {
    fc.assert(
      fc.property(segments, (list) => {
        const tracks = [{ channel: null, segments: list }];
        expect(contentOf(live(tracks))).toEqual(contentOf(whole(tracks)));
      }),
      { numRuns: 500 },
    );
  });

  it('make two speakers of channels that were taken apart, interleaved as in the whole', () => {
    fc.assert(
      fc.property(segments, segments, (left, right) => {
        const tracks = [
          { channel: 'Left', segments: left },
          { channel: 'Right', segments: right },
        ];
        expect(contentOf(live(tracks))).toEqual(contentOf(whole(tracks)));
      }),
      { numRuns: 500 },
    );
  });

  it('join the utterance before them where nothing ends it', () => {
    const tracks = [
      {
        channel: null,
        segments: [segmentOf(0, 0, 'One two'), segmentOf(1, 600, 'three.'), segmentOf(2, 1300, 'Four.')],
      },
    ];
    expect(sketchOf(live(tracks))).toBe('One two three. | Four.');
  });

  it('cut short a word into which the next segment speaks', () => {
    const first = { index: 0, startMs: 0, endMs: 900, words: [wordOf('long', 0, 900)] };
    const second = { index: 1, startMs: 500, endMs: 700, words: [wordOf('next', 500, 700)] };
    const project = live([{ channel: null, segments: [first, second] }]);
    expect(project.utterances.chunks[0]?.[0]?.words.chunks[0]?.map(({ endMs }) => endMs)).toEqual([500, 700]);
  });

  it('name the one first who speaks first, also when the other channel came first', () => {
    const tracks = [
      { channel: 'Left', segments: [segmentOf(0, 2000, 'second')] },
      { channel: 'Right', segments: [segmentOf(0, 0, 'first')] },
    ];
    expect(live(tracks).speakers.map(({ name, color }) => [name, color])).toEqual([
      ['Right', 0],
      ['Left', 1],
    ]);
    expect(wordCount(live(tracks))).toBe(2);
  });
});
