import type { ReactNode } from 'react';

/** A short word on a thing: a language, a kind. */
export function Tag({ children }: { readonly children: ReactNode }) {
  return (
    <span className="inline-block h-4 flex-none whitespace-nowrap rounded-block bg-surface-3 px-1 t-11 font-medium text-text-2 forced-colors:border">
      {children}
    </span>
  );
}

/** A number in a bar, in a round box. */
export function Count({ children }: { readonly children: ReactNode }) {
  return (
    <span className="figures h-4 min-w-4 flex-none rounded-full bg-surface-3 px-1 text-center t-11 text-text-1 forced-colors:border">
      {children}
    </span>
  );
}
