import { type RefObject, useEffect, useRef } from 'react';

/** Brings the row that a screen was opened for into sight, and the keyboard to its first button. */
export function useSought<T extends HTMLElement>(isSought: boolean): RefObject<T | null> {
  const place = useRef<T>(null);
  useEffect(() => {
    if (!isSought) return;
    place.current?.scrollIntoView({ block: 'center' });
    place.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [isSought]);
  return place;
}
