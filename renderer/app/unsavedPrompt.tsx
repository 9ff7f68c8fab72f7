import { useRef } from 'react';
import { Button } from '../design/button.tsx';
import { Sheet } from '../design/sheet.tsx';
import { say } from '../text/text.ts';
import { useApp } from './app.ts';

/** Before unsaved work would be lost. Escape and Cancel stay where one is. */
export function UnsavedPrompt({ goOn }: { readonly goOn: () => void }) {
  const app = useApp();
  const first = useRef<HTMLButtonElement>(null);
  const session = app.state.getState().session;
  const title = session?.document.project().title ?? '';
  const close = () => app.openLayer(null);
  const save = async () => {
    close();
    if (await app.saveProject()) goOn();
  };
  const drop = () => {
    close();
    // Sent before the window may be gone. The next opening reads the file as it was saved.
    if (session !== null) {
      const { sessionId } = session;
      app.connection.rpc.projects.close.mutate({ sessionId }).catch(app.report);
    }
    goOn();
  };
  return (
    <Sheet
      title={say('frame.unsaved')}
      about={null}
      width="small"
      closeLabel={say('frame.cancel')}
      onClose={close}
      focus={first}
      foot={
        <>
          <Button kind="danger" size="normal" onClick={drop}>
            {say('frame.dontSave')}
          </Button>
          <span className="flex-1" />
          <Button kind="normal" size="normal" onClick={close}>
            {say('frame.cancel')}
          </Button>
          <Button kind="primary" size="normal" ref={first} onClick={() => save().catch(app.report)}>
            {say('frame.saveNow')}
          </Button>
        </>
      }
    >
      <p className="p-4 wrap-anywhere" dir="auto">
        {say('frame.unsaved.about', { title })}
      </p>
    </Sheet>
  );
}
