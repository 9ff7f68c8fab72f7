import { classes } from './classes.ts';

/** How many colours there are; the ninth speaker repeats the first with a hatch. */
export const SPEAKER_COLORS = 8;

/** A speaker's colour as CSS, by index into the palette; null (nobody yet) is quiet. */
export function speakerColor(color: number | null): string {
  return color === null ? 'var(--text-3)' : `var(--speaker-${(color % SPEAKER_COLORS) + 1})`;
}

/** From the ninth speaker on a colour comes again and needs the hatch. */
export function isHatched(color: number | null): boolean {
  return color !== null && color >= SPEAKER_COLORS;
}

const hatch =
  'repeating-linear-gradient(135deg, transparent 0 2px, color-mix(in oklab, var(--surface-1) 70%, transparent) 2px 3px)';

interface ColorProps {
  readonly color: number | null;
  readonly className: string;
}

/** 8 px of a speaker's colour, beside the name. */
export function Swatch({ color, className }: ColorProps) {
  return (
    <span
      data-swatch=""
      aria-hidden="true"
      className={classes('inline-block size-2 flex-none rounded-[2px]', className)}
      style={{
        backgroundColor: speakerColor(color),
        backgroundImage: isHatched(color) ? hatch : undefined,
      }}
    />
  );
}

/** The number key of a speaker in a box of the speaker's colour. */
export function SpeakerKey({ color, number }: { readonly color: number | null; readonly number: number }) {
  const own = speakerColor(color);
  return (
    <span
      data-swatch=""
      className="grid size-4.5 flex-none place-items-center rounded-block border t-11 font-semibold text-text-1"
      style={{
        borderColor: own,
        backgroundColor: `color-mix(in oklab, ${own} var(--tint), var(--surface-1))`,
      }}
    >
      {number}
    </span>
  );
}
