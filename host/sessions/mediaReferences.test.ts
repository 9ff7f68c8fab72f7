import { expect, it } from 'vitest';
import { emptyProject } from '../../common/document/build.ts';
import type { MediaReference } from '../../common/document/types.ts';
import type { MediaInfo } from '../media/media.ts';
import { projectAt, referenceTo } from './mediaReferences.ts';

const reference: MediaReference = {
  id: 'm1',
  path: '/recordings/talk.mp4',
  relativePath: 'talk.mp4',
  fingerprint: null,
  durationMs: 1000,
  streams: [],
  frameRate: null,
  startOffsetMs: 0,
};
const project = {
  ...emptyProject({ projectId: 'p', title: '', profile: 'plain', language: null }),
  media: [reference],
};

it('a project names its media from where it is saved, and as they were found', () => {
  expect(projectAt(project, '/projects/talk.wordlane', () => null).media).toMatchObject([
    { path: '/recordings/talk.mp4', relativePath: '../recordings/talk.mp4' },
  ]);
  expect(projectAt(project, '/projects/talk.wordlane', () => '/projects/sound/talk.mp4').media).toMatchObject(
    [{ path: '/projects/sound/talk.mp4', relativePath: 'sound/talk.mp4' }],
  );
});

it('a path of another system that is not found here is left as it is', () => {
  const foreign = { ...reference, path: 'C:\\Users\\Ada\\talk.mp4' };
  const there = { ...project, media: [foreign] };
  expect(projectAt(there, '/projects/talk.wordlane', () => null).media).toEqual([foreign]);
});

it('what a document keeps of a file tells the size of its first picture', () => {
  const video = { index: 0, kind: 'video', codec: 'h264', language: null, isDefault: true } as const;
  const info: MediaInfo = {
    path: '/recordings/talk.mp4',
    sizeBytes: 5,
    container: 'mp4',
    durationMs: 1000,
    startOffsetMs: 20,
    streams: [video, { ...video, index: 1 }],
    audioTracks: [],
    frameRate: { numerator: 25, denominator: 1 },
    video: { codec: 'h264', width: 1920, height: 1080 },
  };
  expect(referenceTo(info, { id: 'm2', fingerprint: 'fp1-0', projectPath: null })).toEqual({
    id: 'm2',
    path: '/recordings/talk.mp4',
    relativePath: null,
    fingerprint: 'fp1-0',
    durationMs: 1000,
    streams: [
      { ...video, picture: { width: 1920, height: 1080 } },
      { ...video, index: 1 },
    ],
    frameRate: { numerator: 25, denominator: 1 },
    startOffsetMs: 20,
  });
});
