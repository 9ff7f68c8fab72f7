import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { emptyProject } from '../../common/document/build.ts';
import type { IdSource } from '../../common/document/ids.ts';
import type { Operation } from '../../common/document/operations.ts';
import { wordCount } from '../../common/document/queries.ts';
import type { MediaReference, Project } from '../../common/document/types.ts';
import type { Format } from '../../common/formats/format.ts';
import type { MediaInfo, MediaService } from '../media/media.ts';
import type { OutputEffects } from '../output/output.ts';
import { PROJECT_ENDING } from '../projects/projectFile.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Voices } from '../voices/voices.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';
import { assembleProject, channelName, mediaReference, titleOf } from './assemble.ts';
import type { FileTools } from './batch.ts';
import type { Crew } from './crew.ts';
import { depositCaptions, depositProject } from './deposit.ts';
import { foundOperation } from './foundSpeakers.ts';
import { type CountedIds, countedIds, interleave } from './interleaving.ts';
import type { TranscribeSettings } from './job.ts';
import { type LiveProject, liveProject } from './liveProject.ts';
import { type ResultFolders, resultFolder } from './places.ts';
import { type Recognition, recogniseFile } from './recognition.ts';
import type { StagePlan } from './stages.ts';
import { keepOriginal } from './transcribeFile.ts';

export interface LiveServices {
  readonly media: MediaService;
  readonly sessions: Sessions;
  readonly crew: Crew;
  readonly plan: StagePlan;
  readonly voices: Voices;
  readonly newIds: () => IdSource;
  readonly now: () => Date;
  readonly folders: ResultFolders;
  readonly effects: OutputEffects;
  readonly logBug: (error: unknown, where: string) => void;
}

export interface LiveChoice {
  readonly jobId: string;
  readonly settings: TranscribeSettings;
  readonly profile: string;
  readonly formats: readonly Format[];
}

export interface LiveOutcome {
  readonly project: Project;
  readonly projectPath: string;
  readonly outputs: readonly string[];
}

/** Told what a row of the queue shows besides progress. */
export interface LiveWatcher {
  readonly onSession: (sessionId: string) => void;
  readonly onDuration: (durationMs: number) => void;
  /** What it was found to be spoken in; `confidence` 0–1. */
  readonly onLanguage: (language: string, confidence: number) => void;
}

/**
 * One file's way from media to an open project that fills while it is recognised, and to the files beside the
 * media. The document at the end is the one that `transcribeFile` makes. When it fails or is cancelled, what
 * arrived stays open, and nothing is written.
 */
export async function transcribeLive(
  tools: FileTools,
  choice: LiveChoice,
  services: LiveServices,
  watcher: LiveWatcher,
): Promise<Result<LiveOutcome>> {
  const ids = services.newIds();
  const arrivals = createArrivals(ids);
  const folder = await resultFolder(tools.file, services.folders);
  const opened: { job: OpenedJob | null } = { job: null };
  let outcome: Result<LiveOutcome> | null = null;
  try {
    const recognised = await recogniseFile(tools, choice.settings, services, {
      onProbed: (info) => {
        // A cancelled job opens nothing any more.
        if (tools.signal.aborted) return;
        opened.job = open(info, folder, choice, services, ids);
        watcher.onSession(opened.job.live.sessionId);
        if (info.durationMs !== null) watcher.onDuration(info.durationMs);
      },
      onDecoded: (known) => {
        watcher.onDuration(known.durationMs);
        if (opened.job !== null) learn(opened.job, known);
      },
      onSegment: (channel, segment) => {
        if (tools.signal.aborted) return;
        const arrival = arrivals.take(channelName(channel), segment);
        if (arrival !== null) opened.job?.live.add(arrival);
      },
      onLanguage: watcher.onLanguage,
    });
    if (!recognised.ok) outcome = recognised;
    else if (opened.job === null) throw new Error('a file was recognised that was never probed');
    else outcome = await finish(recognised.value, opened.job, arrivals, tools, choice, services);
    return outcome;
  } finally {
    if (opened.job !== null) {
      const how = outcome?.ok === true || tools.signal.aborted ? 'wanted' : 'failed';
      leave(opened.job.live, how, services.sessions);
    }
  }
}

interface OpenedJob {
  readonly live: LiveProject;
  readonly empty: Project;
  readonly info: MediaInfo;
  media: MediaReference;
}

function open(
  info: MediaInfo,
  folder: string,
  choice: LiveChoice,
  services: LiveServices,
  ids: IdSource,
): OpenedJob {
  const title = titleOf(info.path);
  const projectPath = join(folder, `${title}${PROJECT_ENDING}`);
  const media = mediaReference(
    info,
    { fingerprint: null, durationMs: info.durationMs },
    { projectPath, ids },
  );
  const about = {
    projectId: randomUUID(),
    title,
    profile: choice.profile,
    language: choice.settings.language,
  };
  const empty = { ...emptyProject(about), media: [media] };
  const { sessionId } = services.sessions.adopt(empty, choice.jobId);
  return { live: liveProject(services.sessions, sessionId, ids, services.logBug), empty, info, media };
}

/** What only decoding tells; a person may have pointed the project at another place of the file meanwhile. */
function learn(job: OpenedJob, known: { readonly fingerprint: string; readonly durationMs: number }): void {
  job.media = { ...job.media, ...known };
  const present = job.live.document()?.project.media.find(({ id }) => id === job.media.id);
  if (present !== undefined) {
    const { fingerprint, durationMs } = known;
    job.live.apply({ kind: 'replaceMedia', media: { ...present, fingerprint, durationMs } });
  }
}

/** Nothing arrives any more. Of a job that failed before its first word, a project that nobody touched goes. */
function leave(live: LiveProject, how: 'wanted' | 'failed', sessions: Sessions): void {
  const left = live.document();
  if (left === null) return;
  const isBare = wordCount(left.project) === 0 && !left.edited;
  if (how === 'failed' && isBare) sessions.close(live.sessionId);
  else sessions.settle(live.sessionId);
}

async function finish(
  recognition: Recognition,
  job: OpenedJob,
  arrivals: Arrivals,
  tools: FileTools,
  choice: LiveChoice,
  services: LiveServices,
): Promise<Result<LiveOutcome>> {
  tools.report('write', 0);
  const wholeIds = countedIds(services.newIds());
  const whole = assembleProject(recognition, {
    plan: services.plan,
    profile: choice.profile,
    projectPath: null,
    ids: wholeIds,
    now: services.now(),
  });
  const project: Project = { ...whole, id: job.empty.id, media: [job.media] };
  completeLive(project, wholeIds, job, arrivals, recognition, services);
  if (wordCount(project) === 0) tools.notice('No speech was found; the captions are empty.');
  const kept = await keepOriginal(project, recognition, {
    projectsFolder: services.folders.projects,
    effects: services.effects,
  });
  if (!kept.ok) return kept;
  // From here on files appear where people see them.
  if (tools.signal.aborted) return fail(failure('cancelled', { file: tools.file }));
  const saved = await saveOnce(project, job, tools, services);
  if (!saved.ok) return saved;
  const outputs = await depositCaptions(
    saved.value.project,
    saved.value.path,
    choice.formats,
    services.effects,
  );
  if (!outputs.ok) return outputs;
  return succeed({
    project: saved.value.project,
    projectPath: saved.value.path,
    outputs: outputs.value,
  });
}

/** Brings the open project to what the whole result is, as far as nobody changed it. */
function completeLive(
  whole: Project,
  wholeIds: CountedIds,
  { live, empty }: OpenedJob,
  arrivals: Arrivals,
  recognition: Recognition,
  services: LiveServices,
): void {
  const now = live.document();
  if (now === null) return;
  if (recognition.tracks.length > 1) {
    live.interleave(interleave(now.project, whole, wholeIds, arrivals.taken(), services.newIds()));
  }
  const operations: Operation[] = [{ kind: 'setProject', field: 'original', value: whole.original }];
  if (recognition.speakers !== null) {
    // By what the document is now: a person may have corrected it meanwhile.
    const found = foundOperation(now.project, recognition.speakers, services.newIds());
    if (found !== null) live.apply(found.operation);
  }
  if (now.project.language === empty.language) {
    operations.unshift({ kind: 'setProject', field: 'language', value: whole.language });
  }
  live.apply({ kind: 'batch', operations });
}

/** Writes the project as it is now, with what people did to it. */
async function saveOnce(
  whole: Project,
  { live }: OpenedJob,
  tools: FileTools,
  { sessions, folders, effects }: LiveServices,
): Promise<Result<{ readonly path: string; readonly project: Project }>> {
  const state = sessions.state(live.sessionId);
  if (state !== null && state.path !== null) {
    // A person has saved it while words were still to come: there it lies, and there all of it belongs.
    const saved = await sessions.save(live.sessionId, null);
    if (!saved.ok) return saved;
    const project = live.document()?.project ?? whole;
    return succeed({ path: saved.value.path ?? state.path, project });
  }
  const now = live.document();
  const project = now?.project ?? whole;
  const revision = now?.edited === true ? 1 : 0;
  const written = await depositProject(
    tools.file,
    titleOf(tools.file),
    { project, revision },
    folders,
    effects,
  );
  if (!written.ok) return written;
  if (now !== null) sessions.written(live.sessionId, { path: written.value, version: now.version, revision });
  return succeed({ path: written.value, project });
}
