import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Toaster } from 'sonner';
import { useStore } from 'zustand';
import { Icon } from '../design/icon.tsx';
import { say } from '../text/text.ts';
import { useApp } from './app.ts';

/** Status bar with a gap; the foot of the export screen, 56 px with a line, holds its main button. */
const BOTTOM_PX = { usual: 36, export: 36 + 57 } as const;

/** Short messages, above the status bar and what is pressed at the bottom. They wait while the pointer is on them. */
export function Toasts() {
  const isExport = useStore(useApp().state, ({ screen }) => screen.kind === 'export');
  return (
    <Toaster
      position="bottom-right"
      offset={{ bottom: isExport ? BOTTOM_PX.export : BOTTOM_PX.usual, right: 12 }}
      gap={8}
      // Its own sheet of styles names the system's font.
      style={{ fontFamily: 'var(--font)' }}
      visibleToasts={4}
      containerAriaLabel={say('frame.messages')}
      icons={{
        error: <Icon of={OctagonAlert} size={16} />,
        warning: <Icon of={TriangleAlert} size={16} />,
        success: <Icon of={CircleCheck} size={16} />,
      }}
      toastOptions={{
        unstyled: true,
        duration: 8_000,
        classNames: {
          toast:
            'group flex w-(--width) items-start gap-2.5 rounded-control border border-transparent bg-surface-2 p-3 t-12 text-text-1 shadow-layer',
          content: 'min-w-0 flex-1',
          title: 'font-medium wrap-anywhere',
          description: 'text-text-2 wrap-anywhere',
          icon: 'group-data-[type=error]:text-bad group-data-[type=warning]:text-warn group-data-[type=success]:text-ok',
          actionButton:
            'min-h-6 flex-none self-center rounded-control border border-line-2 bg-surface-2 px-2 t-12 font-medium hover:bg-surface-3',
        },
      }}
    />
  );
}
