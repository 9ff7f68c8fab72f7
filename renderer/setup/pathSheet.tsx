import { useRef, useState } from 'react';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { Labelled, TextField } from '../design/field.tsx';
import { Sheet } from '../design/sheet.tsx';
import { say } from '../text/text.ts';

interface PathSheetProps {
  readonly title: string;
  readonly hint: string;
  readonly confirm: string;
  readonly onClose: () => void;
  /** What went wrong in a sentence; null when it is done, and the sheet closes. */
  readonly onChoose: (path: string) => Promise<string | null>;
}

/** A folder or file on the computer that Wordlane runs on: by the system's dialog, or typed in a browser tab. */
export function PathSheet({ title, hint, confirm, onClose, onChoose }: PathSheetProps) {
  const app = useApp();
  const { desktop } = app;
  const [path, setPath] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const go = () => {
    setBusy(true);
    setError(null);
    onChoose(path.trim())
      .then((wrong) => {
        if (wrong === null) onClose();
        else setError(wrong);
      })
      .catch(app.report)
      .finally(() => setBusy(false));
  };
  return (
    <Sheet
      title={title}
      about={null}
      width="normal"
      closeLabel={say('setup.close')}
      onClose={onClose}
      focus={field}
      foot={
        <>
          <Button kind="normal" size="normal" onClick={onClose}>
            {say('setup.cancel')}
          </Button>
          <Button
            kind="primary"
            size="normal"
            type="submit"
            form="setup-path"
            disabled={isBusy || path.trim() === ''}
          >
            {isBusy ? say('setup.working') : confirm}
          </Button>
        </>
      }
    >
      <form
        id="setup-path"
        className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <Labelled label={say('setup.path')} hint={hint} error={error}>
          {({ id, describedBy }) => (
            <TextField
              id={id}
              ref={field}
              aria-describedby={describedBy}
              value={path}
              onChange={(event) => setPath(event.target.value)}
            />
          )}
        </Labelled>
        {desktop !== null && (
          <Button
            kind="normal"
            size="normal"
            onClick={() => {
              desktop
                .chooseFolder(path === '' ? null : path)
                .then((chosen) => {
                  if (chosen !== null) setPath(chosen);
                })
                .catch(app.report);
            }}
          >
            {say('setup.browse')}
          </Button>
        )}
      </form>
    </Sheet>
  );
}
