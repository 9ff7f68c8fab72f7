import type { ReactNode } from 'react';

/** Labels left, controls right, on one line of text. */
export function SettingsGrid({ children }: { readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(120px,auto)_minmax(0,1fr)] items-baseline gap-x-4 gap-y-4">
      {children}
    </div>
  );
}
