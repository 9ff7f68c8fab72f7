import type { LucideIcon } from 'lucide-react';

/** An icon beside or in place of a text: 16 px, 14 in dense places. Never announced: the text says it. */
export function Icon({ of: Glyph, size }: { readonly of: LucideIcon; readonly size: 12 | 14 | 16 }) {
  return <Glyph size={size} strokeWidth={size === 16 ? 1.6 : 1.8} aria-hidden="true" className="flex-none" />;
}
