import { breakScore, linedRecording, linedRecordings } from '../../tests/support/humanLines.ts';
import { largeProject } from '../../tests/support/large.ts';
import { apply } from '../document/apply.ts';
import { allWords } from '../document/queries.ts';
import type { Project } from '../document/types.ts';
import { captionSettings, deriveCaptions, rederiveCaptions } from './captions.ts';
import { checkCaptions } from './checks/checks.ts';
import { netflix } from './profiles/netflix.ts';
import { profiles } from './profiles/profiles.ts';

const WORDS = 150_000;

const shapes = {
  dialogue: { words: WORDS, speakers: 3, asMonologue: false },
  monologue: { words: WORDS, speakers: 1, asMonologue: true },
} as const;

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((left, right) => left - right);
  return Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 100) / 100;
}

function timed(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

/** One word after another is retyped, all over the document; each edit is one operation. */
function editTimes(document: Project, edits: number): number[] {
  const words = [...allWords(document)];
  const times: number[] = [];
  let project = document;
  let captions = deriveCaptions(project, netflix, captionSettings(project));
  for (let edit = 0; edit < edits; edit++) {
    const word = words[(edit * 7919) % words.length];
    const text = edit % 2 === 0 ? 'extraordinary.' : 'a';
    const applied = apply(project, { kind: 'setWordText', words: [{ wordId: word?.id ?? '', text }] });
    if (!applied.ok) throw new Error('the edit was refused');
    project = applied.value.project;
    times.push(
      timed(() => {
        captions = rederiveCaptions(captions, project);
      }),
    );
  }
  return times;
}

const speed = Object.entries(shapes).map(([shape, request]) => ({
  name: `captions: ${WORDS} words as a ${shape}`,
  run: () => {
    const project = largeProject(request);
    const settings = captionSettings(project);
    const full = Array.from({ length: 9 }, () => timed(() => deriveCaptions(project, netflix, settings)));
    const edits = editTimes(project, 400);
    return {
      deriveMedianMs: quantile(full, 0.5),
      editMedianMs: quantile(edits, 0.5),
      editP99Ms: quantile(edits, 0.99),
    };
  },
}));

const quality = {
  name: 'captions: violations per 100 cues of 20,000 words',
  run: () => {
    const project = largeProject({ words: 20_000, speakers: 3, asMonologue: false });
    const figures: Record<string, number> = {};
    for (const profile of profiles) {
      const captions = deriveCaptions(project, profile, captionSettings(project));
      const violations = checkCaptions(captions);
      const hard = violations.filter(({ severity }) => severity === 'hard').length;
      const per100 = (count: number) => Math.round((10_000 * count) / captions.cues.length) / 100;
      figures[`${profile.id}Hard`] = per100(hard);
      figures[`${profile.id}Soft`] = per100(violations.length - hard);
    }
    return figures;
  },
};

/** Only where the media set is at hand. */
const breaks = {
  name: 'captions: break F1 against lines that people set',
  run: () => {
    const media = process.env.WORDLANE_TEST_MEDIA;
    const figures: Record<string, number> = {};
    if (media === undefined) return figures;
    for (const name of linedRecordings) {
      for (const text of ['written', 'bare'] as const) {
        const { project, lineEnds } = linedRecording(media, name, text);
        const { cues } = deriveCaptions(project, netflix, captionSettings(project));
        const { f1, recall } = breakScore(cues, lineEnds);
        figures[`${name} ${text} f1`] = Math.round(f1 * 1000) / 1000;
        figures[`${name} ${text} recall`] = Math.round(recall * 1000) / 1000;
      }
    }
    return figures;
  },
};

export const benches = [...speed, quality, breaks];
