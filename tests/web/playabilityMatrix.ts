/** One file of the matrix: how FFmpeg makes it, the output last. */
export interface MatrixFile {
  readonly name: string;
  readonly arguments: readonly string[];
}

const RATE = 25;
const SECONDS = 4;

/** Eight bars whose colours are the bits of the frame's number, 25 pictures a second. */
function numberedPicture(rate: string, seconds: number): readonly string[] {
  const bars = `geq=lum='235*mod(floor(N/pow(2,floor(X/16))),2)':cb=128:cr=128`;
  return ['-f', 'lavfi', '-i', `color=black:s=128x96:r=${rate}:d=${seconds},format=yuv420p,${bars}`];
}

/** Noise that sounds nowhere twice the same, within what a telephone carries. */
function soundSource(seconds: number, rateHz: number): readonly string[] {
  const source = `anoisesrc=color=white:seed=11:amplitude=0.6:r=${rateHz}:d=${seconds},lowpass=f=3000`;
  return ['-f', 'lavfi', '-i', source];
}

const picture = numberedPicture(String(RATE), SECONDS);
const sound = soundSource(SECONDS, 48_000);
const both = [...picture, ...sound];
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const hevc = ['-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1', '-pix_fmt', 'yuv420p'];
const bFrames = ['-c:v', 'libx264', '-bf', '2', '-pix_fmt', 'yuv420p'];
const mpeg2 = ['-c:v', 'mpeg2video', '-bf', '2', '-q:v', '2', '-c:a', 'mp2'];
const uneven = ['-vf', "select='not(between(mod(n,7),2,4))'", '-fps_mode', 'vfr'];
const aac = ['-c:a', 'aac', '-b:a', '160k'];

function pictureIn(name: string, ...codec: readonly string[]): MatrixFile {
  return { name, arguments: [...both, ...codec, ...(codec.includes('-c:a') ? [] : aac)] };
}

function soundIn(name: string, ...codec: readonly string[]): MatrixFile {
  return { name, arguments: [...both, ...x264, ...codec] };
}

function soundOnly(name: string, ...codec: readonly string[]): MatrixFile {
  return { name, arguments: [...sound, ...codec] };
}

/** Every codec and container that people meet, as far as FFmpeg can write them. */
export const PLAYABILITY_MATRIX: readonly MatrixFile[] = [
  // Pictures in MP4 and MOV.
  pictureIn('h264.mp4', ...x264),
  pictureIn(
    'h264-main-bframes.mp4',
    '-c:v',
    'libx264',
    '-profile:v',
    'main',
    '-bf',
    '3',
    '-pix_fmt',
    'yuv420p',
  ),
  pictureIn('h264-full-range.mp4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuvj420p'),
  pictureIn('h264-422.mp4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv422p'),
  pictureIn('h264-444.mp4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'),
  pictureIn('h264-10bit.mp4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le'),
  pictureIn('h264-422-10bit.mp4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv422p10le'),
  pictureIn('h264-gray.mp4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'gray'),
  pictureIn(
    'h264-lossless.mp4',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-qp',
    '0',
    '-pix_fmt',
    'yuv420p',
  ),
  pictureIn('h264-interlaced.mp4', '-c:v', 'libx264', '-flags', '+ilme+ildct', '-pix_fmt', 'yuv420p'),
  pictureIn('h264-fragmented.mp4', ...x264, '-movflags', 'frag_keyframe+empty_moov'),
  pictureIn('h264.mov', ...x264),
  pictureIn('h264.m4v', ...x264),
  pictureIn('hevc.mp4', '-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1', '-pix_fmt', 'yuv420p'),
  pictureIn(
    'hevc-10bit.mov',
    '-c:v',
    'libx265',
    '-preset',
    'ultrafast',
    '-tag:v',
    'hvc1',
    '-pix_fmt',
    'yuv420p10le',
  ),
  pictureIn('vvc.mp4', '-c:v', 'libvvenc', '-preset', 'faster', '-pix_fmt', 'yuv420p10le'),
  pictureIn('vp9.mp4', '-c:v', 'libvpx-vp9', '-cpu-used', '8', '-deadline', 'realtime'),
  pictureIn('av1.mp4', '-c:v', 'libsvtav1', '-preset', '12'),
  pictureIn('mpeg4.mp4', '-c:v', 'mpeg4', '-q:v', '2'),
  pictureIn('mjpeg.mov', '-c:v', 'mjpeg', '-q:v', '2', '-pix_fmt', 'yuvj420p'),
  pictureIn('prores.mov', '-c:v', 'prores_ks'),
  pictureIn('prores-4444.mov', '-c:v', 'prores_ks', '-profile:v', '4444', '-pix_fmt', 'yuva444p10le'),
  pictureIn('dnxhr.mov', '-c:v', 'dnxhd', '-profile:v', 'dnxhr_lb', '-s', '256x120', '-pix_fmt', 'yuv422p'),
  pictureIn('cineform.mov', '-c:v', 'cfhd', '-s', '128x96'),
  pictureIn('qtrle.mov', '-c:v', 'qtrle'),
  pictureIn('mpeg2.mp4', '-c:v', 'mpeg2video', '-q:v', '2'),
  pictureIn('h263.3gp', '-c:v', 'h263', '-s', '128x96', '-q:v', '2'),
  pictureIn('h264.3gp', ...x264),
  // Pictures in Matroska and WebM.
  pictureIn('h264.mkv', ...x264),
  pictureIn('hevc.mkv', '-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'),
  pictureIn('mpeg4.mkv', '-c:v', 'mpeg4', '-q:v', '2'),
  pictureIn('mpeg2.mkv', '-c:v', 'mpeg2video', '-q:v', '2'),
  pictureIn('theora.mkv', '-c:v', 'libtheora', '-q:v', '10'),
  pictureIn('ffv1.mkv', '-c:v', 'ffv1'),
  pictureIn('prores.mkv', '-c:v', 'prores_ks'),
  pictureIn('vp8.webm', '-c:v', 'libvpx', '-b:v', '1M', '-c:a', 'libvorbis'),
  pictureIn('vp9.webm', '-c:v', 'libvpx-vp9', '-cpu-used', '8', '-deadline', 'realtime', '-c:a', 'libopus'),
  pictureIn(
    'vp9-10bit.webm',
    '-c:v',
    'libvpx-vp9',
    '-cpu-used',
    '8',
    '-pix_fmt',
    'yuv420p10le',
    '-c:a',
    'libopus',
  ),
  pictureIn('vp9-444.webm', '-c:v', 'libvpx-vp9', '-cpu-used', '8', '-pix_fmt', 'yuv444p', '-c:a', 'libopus'),
  pictureIn('av1.webm', '-c:v', 'libsvtav1', '-preset', '12', '-c:a', 'libopus'),
  pictureIn(
    'av1-10bit.webm',
    '-c:v',
    'libsvtav1',
    '-preset',
    '12',
    '-pix_fmt',
    'yuv420p10le',
    '-c:a',
    'libopus',
  ),
  // Other containers.
  pictureIn('h264.avi', ...x264),
  pictureIn('mpeg4.avi', '-c:v', 'mpeg4', '-q:v', '2', '-c:a', 'libmp3lame'),
  pictureIn('mjpeg.avi', '-c:v', 'mjpeg', '-q:v', '2', '-pix_fmt', 'yuvj420p', '-c:a', 'pcm_s16le'),
  pictureIn('h264.ts', ...x264),
  pictureIn('mpeg2.ts', '-c:v', 'mpeg2video', '-q:v', '2', '-c:a', 'mp2'),
  pictureIn('mpeg2.mpg', '-c:v', 'mpeg2video', '-q:v', '2', '-c:a', 'mp2'),
  pictureIn('h264.flv', ...x264),
  pictureIn('wmv2.wmv', '-c:v', 'wmv2', '-q:v', '2', '-c:a', 'wmav2'),
  pictureIn('theora.ogv', '-c:v', 'libtheora', '-q:v', '10', '-c:a', 'libvorbis'),
  pictureIn('mpeg2.mxf', '-c:v', 'mpeg2video', '-q:v', '2', '-c:a', 'pcm_s16le'),
  // Sounds beside a picture that plays.
  soundIn('aac-he-rate.mp4', ...aac, '-ar', '22050'),
  soundIn('aac-51.mp4', ...aac, '-ac', '6'),
  soundIn('mp3.mp4', '-c:a', 'libmp3lame'),
  soundIn('mp2.mp4', '-c:a', 'mp2'),
  soundIn('ac3.mp4', '-c:a', 'ac3'),
  soundIn('eac3.mp4', '-c:a', 'eac3'),
  soundIn('dts.mp4', '-c:a', 'dca', '-strict', '-2', '-ac', '2'),
  soundIn('opus.mp4', '-c:a', 'libopus'),
  soundIn('vorbis.mp4', '-c:a', 'libvorbis'),
  soundIn('flac.mp4', '-c:a', 'flac'),
  soundIn('alac.mp4', '-c:a', 'alac'),
  soundIn('pcm16.mov', '-c:a', 'pcm_s16le'),
  soundIn('pcm24.mov', '-c:a', 'pcm_s24le'),
  soundIn('pcm16be.mov', '-c:a', 'pcm_s16be'),
  soundIn('pcmf32.mov', '-c:a', 'pcm_f32le'),
  soundIn('pcm24be.mov', '-c:a', 'pcm_s24be'),
  soundIn('alaw.mov', '-c:a', 'pcm_alaw'),
  soundIn('mulaw.mov', '-c:a', 'pcm_mulaw'),
  soundIn('pcm16.mp4', '-c:a', 'pcm_s16le'),
  soundIn('alac.mov', '-c:a', 'alac'),
  soundIn('ac3.mkv', '-c:a', 'ac3'),
  soundIn('dts.mkv', '-c:a', 'dca', '-strict', '-2', '-ac', '2'),
  soundIn('mp3.mkv', '-c:a', 'libmp3lame'),
  soundIn('mp2.mkv', '-c:a', 'mp2'),
  soundIn('opus.mkv', '-c:a', 'libopus'),
  soundIn('vorbis.mkv', '-c:a', 'libvorbis'),
  soundIn('flac.mkv', '-c:a', 'flac'),
  soundIn('pcm16.mkv', '-c:a', 'pcm_s16le'),
  soundIn('pcm24.mkv', '-c:a', 'pcm_s24le'),
  soundIn('alac.mkv', '-c:a', 'alac'),
  // Sound alone.
  soundOnly('pcm16.wav', '-c:a', 'pcm_s16le'),
  soundOnly('pcm24.wav', '-c:a', 'pcm_s24le'),
  soundOnly('pcm32.wav', '-c:a', 'pcm_s32le'),
  soundOnly('pcmf32.wav', '-c:a', 'pcm_f32le'),
  soundOnly('pcmf64.wav', '-c:a', 'pcm_f64le'),
  soundOnly('pcm8.wav', '-c:a', 'pcm_u8'),
  soundOnly('mulaw.wav', '-c:a', 'pcm_mulaw'),
  soundOnly('alaw.wav', '-c:a', 'pcm_alaw'),
  soundOnly('adpcm-ms.wav', '-c:a', 'adpcm_ms'),
  soundOnly('adpcm-ima.wav', '-c:a', 'adpcm_ima_wav'),
  soundOnly('pcm.w64', '-c:a', 'pcm_s16le'),
  soundOnly('pcm.aiff', '-c:a', 'pcm_s16be'),
  soundOnly('pcm.caf', '-c:a', 'pcm_s16be'),
  soundOnly('pcm.au', '-c:a', 'pcm_s16be'),
  soundOnly('sound.flac', '-c:a', 'flac'),
  soundOnly('sound.mp3', '-c:a', 'libmp3lame'),
  soundOnly('no-xing.mp3', '-c:a', 'libmp3lame', '-write_xing', '0'),
  soundOnly('vbr.mp3', '-c:a', 'libmp3lame', '-q:a', '4'),
  soundOnly('sound.mp2', '-c:a', 'mp2'),
  soundOnly('aac.m4a', ...aac),
  soundOnly('alac.m4a', '-c:a', 'alac'),
  soundOnly('adts.aac', ...aac),
  soundOnly('vorbis.ogg', '-c:a', 'libvorbis'),
  soundOnly('opus.opus', '-c:a', 'libopus'),
  soundOnly('flac.oga', '-c:a', 'flac'),
  soundOnly('opus.webm', '-c:a', 'libopus'),
  soundOnly('vorbis.mka', '-c:a', 'libvorbis'),
  soundOnly('sound.wma', '-c:a', 'wmav2'),
  soundOnly('sound.ac3', '-c:a', 'ac3'),
  soundOnly('sound.dts', '-c:a', 'dca', '-strict', '-2', '-ac', '2'),
  soundOnly('amr.3gp', '-c:a', 'libopencore_amrnb', '-ar', '8000', '-ac', '1'),
  soundOnly('sound.tta', '-c:a', 'tta'),
  soundOnly('sound.wv', '-c:a', 'wavpack'),
  // Odd clocks.
  { name: 'late-sound.mp4', arguments: [...picture, '-itsoffset', '0.7', ...sound, ...x264, ...aac] },
  { name: 'late-picture.mp4', arguments: ['-itsoffset', '0.68', ...picture, ...sound, ...x264, ...aac] },
  { name: 'late-sound.mkv', arguments: [...picture, '-itsoffset', '0.7', ...sound, ...x264, ...aac] },
  { name: 'late-picture.mkv', arguments: ['-itsoffset', '0.68', ...picture, ...sound, ...x264, ...aac] },
  { name: 'both-late.mkv', arguments: [...both, ...x264, ...aac, '-output_ts_offset', '1.4'] },
  { name: 'both-late.mp4', arguments: [...both, ...x264, ...aac, '-output_ts_offset', '1.4'] },
  {
    name: 'both-late-fragmented.mp4',
    arguments: [
      ...both,
      ...x264,
      ...aac,
      '-output_ts_offset',
      '1.4',
      '-movflags',
      'frag_keyframe+empty_moov',
    ],
  },
  {
    name: 'both-late.webm',
    arguments: [...both, '-c:v', 'libvpx', '-b:v', '1M', '-c:a', 'libopus', '-output_ts_offset', '1.4'],
  },
  { name: 'no-edit-list.mp4', arguments: [...both, ...x264, ...aac, '-use_editlist', '0'] },
  { name: 'no-edit-list.m4a', arguments: [...sound, ...aac, '-use_editlist', '0'] },
  { name: 'late.ogg', arguments: [...sound, '-c:a', 'libvorbis', '-output_ts_offset', '1.4'] },
  {
    name: 'variable-rate.mp4',
    arguments: [...both, ...[...uneven, ...x264, ...aac]],
  },
  {
    name: 'second-track.mkv',
    arguments: [
      ...[...both, ...soundSource(SECONDS, 44_100), '-map', '0:v', '-map', '1:a', '-map', '2:a'],
      ...['-filter:a:0', 'areverse', '-disposition:a:0', '0', '-disposition:a:1', 'default', ...x264, ...aac],
    ],
  },
  {
    name: 'hevc-29.97.mp4',
    arguments: [...numberedPicture('30000/1001', SECONDS), ...sound, ...hevc, ...aac],
  },
  { name: 'hevc-60.mov', arguments: [...numberedPicture('60', SECONDS), ...sound, ...hevc, ...aac] },
  { name: 'hevc-late-sound.mp4', arguments: [...picture, '-itsoffset', '0.7', ...sound, ...hevc, ...aac] },
  { name: 'hevc-late-picture.mp4', arguments: ['-itsoffset', '0.71', ...picture, ...sound, ...hevc, ...aac] },
  {
    name: 'ac3-late-sound.mp4',
    arguments: [...picture, '-itsoffset', '0.7', ...sound, ...bFrames, '-c:a', 'ac3'],
  },
  {
    name: 'ac3-late-picture.mp4',
    arguments: ['-itsoffset', '0.71', ...picture, ...sound, ...bFrames, '-c:a', 'ac3'],
  },
  { name: 'ac3-b-frames.ts', arguments: [...both, ...bFrames, '-c:a', 'ac3'] },
  { name: 'ten-hours-on.ts', arguments: [...both, ...bFrames, '-c:a', 'ac3', '-output_ts_offset', '36000'] },
  { name: 'late-sound.ts', arguments: [...picture, '-itsoffset', '0.7', ...sound, ...mpeg2] },
  { name: 'late-picture.ts', arguments: ['-itsoffset', '0.7', ...picture, ...sound, ...mpeg2] },
  {
    name: 'variable-rate-late.mkv',
    arguments: ['-itsoffset', '0.333', ...both, ...uneven, ...bFrames, ...aac, '-output_ts_offset', '0.5'],
  },
  { name: 'picture-alone.mp4', arguments: [...picture, ...x264] },
  { name: 'picture-alone.mkv', arguments: [...picture, '-c:v', 'ffv1'] },
];
