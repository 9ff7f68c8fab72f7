import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Page } from '@playwright/test';

/** What a page's media element made of a file. */
export interface Played {
  /** The element's error; null when it opened the file. */
  readonly error: string | null;
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
  /** For each place sought: the number that the picture shown came to carry; null when none is shown. */
  readonly frames: readonly (number | null)[];
  /** From each place of `sounds`: 16 kHz mono, beginning with the first sample that sounds; empty when none does. */
  readonly sounds: readonly (readonly number[])[];
}

export interface MediaServer {
  readonly origin: string;
  readonly urlOf: (path: string, type: string) => string;
  readonly close: () => Promise<void>;
}

/** Serves any file with ranges, and an empty page of the same origin. */
export async function serveMedia(): Promise<MediaServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = url.searchParams.get('path');
    if (path === null) {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>media</title>');
      return;
    }
    void stat(path).then(({ size }) => {
      const range = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '');
      const start = Number(range?.[1] ?? 0);
      const end = range?.[2] ? Number(range[2]) : size - 1;
      response.writeHead(range === null ? 200 : 206, {
        'content-type': url.searchParams.get('type') ?? '',
        'accept-ranges': 'bytes',
        'content-length': end - start + 1,
        ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
      });
      const file = createReadStream(path, { start, end });
      response.on('close', () => file.destroy());
      file.pipe(response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    urlOf: (path, type) => `${origin}/media?${new URLSearchParams({ path, type })}`,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

export interface Places {
  /** Seconds at which the picture is looked at, until it carries the number or a second has passed. */
  readonly frames: readonly { readonly seconds: number; readonly number: number }[];
  readonly sounds: readonly number[];
}

/** Loads a file in the page (of the server's own origin) and looks and listens at the places. */
export async function playIn(page: Page, url: string, places: Places): Promise<Played> {
  return page.evaluate(playInPage, { url, ...places });
}

/** Runs in the page; must not refer to anything outside itself. */
async function playInPage({ url, frames, sounds }: Places & { readonly url: string }): Promise<Played> {
  const BARS = 8;
  const within = <T>(ms: number, promise: Promise<T>): Promise<T | null> =>
    Promise.race([promise, new Promise<null>((late) => setTimeout(() => late(null), ms))]);
  const event = (name: string) =>
    new Promise<string>((seen) => video.addEventListener(name, () => seen(name), { once: true }));
  const video = document.createElement('video');
  video.preload = 'auto';
  const opened = Promise.race([event('loadeddata'), event('error')]);
  video.src = url;
  document.body.replaceChildren(video);
  const how = await within(6000, opened);
  const failed = (error: string): Played => {
    video.removeAttribute('src');
    video.load();
    return { error, width: 0, height: 0, durationSeconds: 0, frames: [], sounds: [] };
  };
  if (how === null) return failed('it did not load');
  if (video.error !== null) return failed(video.error.message);

  const seek = async (seconds: number) => {
    const sought = event('seeked');
    video.currentTime = seconds;
    return within(4000, sought);
  };
  // Eight bars of black and white are the bits of a frame's number.
  const numberShown = (): number | null => {
    if (video.videoWidth === 0) return null;
    const canvas = new OffscreenCanvas(BARS * 8, 8);
    const pen = canvas.getContext('2d');
    if (pen === null) return null;
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = pen.getImageData(0, 4, canvas.width, 1);
    return Array.from({ length: BARS }, (_, bit) =>
      (data[(bit * 8 + 4) * 4 + 1] ?? 0) > 127 ? 2 ** bit : 0,
    ).reduce((sum, value) => sum + value, 0);
  };
  // `seeked` comes before the picture is there to be drawn when the computer is busy.
  const comesToShow = async (wanted: number): Promise<number | null> => {
    const patience = performance.now() + 1000;
    while (video.videoWidth > 0 && numberShown() !== wanted && performance.now() < patience) {
      await new Promise((painted) => requestAnimationFrame(painted));
    }
    return numberShown();
  };
  const shown: (number | null)[] = [];
  for (const { seconds, number } of frames) {
    const sought = await seek(seconds);
    shown.push(sought === null ? null : await comesToShow(number));
  }

  const context = new AudioContext({ sampleRate: 48_000 });
  const recorder = `registerProcessor('recorder', class extends AudioWorkletProcessor {
    process([input]) { if (input.length > 0) this.port.postMessage(input.map((one) => one.slice())); return true; }
  })`;
  await context.audioWorklet.addModule(
    URL.createObjectURL(new Blob([recorder], { type: 'text/javascript' })),
  );
  const source = context.createMediaElementSource(video);
  const node = new AudioWorkletNode(context, 'recorder');
  let blocks: Float32Array[] = [];
  let heardEnough = () => {};
  node.port.onmessage = ({ data }: MessageEvent<Float32Array[]>) => {
    const [first, ...others] = data;
    if (first === undefined || video.paused) return;
    for (const other of others) {
      for (const [at, value] of other.entries()) first[at] = (first[at] ?? 0) + value;
    }
    if (blocks.length === 0 && first.every((value) => value === 0)) return;
    blocks.push(first);
    if (blocks.length > 110) heardEnough();
  };
  source.connect(node).connect(context.destination);
  await context.resume();
  const heard: number[][] = [];
  for (const seconds of sounds) {
    // A file that is silent at one place is silent.
    if (heard.at(-1)?.length === 0) break;
    await seek(seconds);
    blocks = [];
    const enough = new Promise<void>((resolve) => {
      heardEnough = resolve;
    });
    await within(2000, video.play());
    await within(2000, enough);
    video.pause();
    const sound = blocks.flatMap((block) => [...block]);
    const begin = sound.findIndex((value) => value !== 0);
    const thirds = sound.slice(Math.max(0, begin)).filter((_, at) => at % 3 === 0);
    heard.push(begin < 0 ? [] : thirds.map((value) => Math.round(value * 1e4)));
  }
  const played = {
    error: null,
    width: video.videoWidth,
    height: video.videoHeight,
    durationSeconds: video.duration,
    frames: shown,
    sounds: heard,
  };
  video.removeAttribute('src');
  video.load();
  await context.close();
  return played;
}
