import { classes } from './classes.ts';

/** How many characters of the end stay: `… guest-track.wav`, `…_kamera-A.mov`. */
const END = 12;

/** A file's name, cut in the middle where it has no room: the end tells one take from the next. */
export function FileName({ name, className }: { readonly name: string; readonly className: string }) {
  const whole = [...name];
  const cut = whole.length > END * 2 ? whole.length - END : whole.length;
  return (
    <bdi className={classes('flex min-w-0 whitespace-pre', className)} title={name}>
      <span className="truncate">{whole.slice(0, cut).join('')}</span>
      <span className="flex-none">{whole.slice(cut).join('')}</span>
    </bdi>
  );
}
