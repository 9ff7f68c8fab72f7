import { CircleCheck, CircleDashed } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Failure } from '../../common/contract/failure.ts';
import { hubTokenSchema, type ModelRef, type ModelView } from '../../common/contract/models.ts';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { ExternalLink } from '../design/externalLink.tsx';
import { Labelled, TextField } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { Sheet } from '../design/sheet.tsx';
import { explainHere } from '../text/failures.ts';
import { type MessageId, say } from '../text/text.ts';
import { useSetup } from './setupView.ts';
import { termsPages, tokensPage } from './tokenPages.ts';

interface TokenSheetProps {
  /** Whose terms are to be accepted; null for any model. */
  readonly page: string | null;
  /** What is to be loaded once there is a token; null for nothing. */
  readonly model: ModelRef | null;
}

const PLACES = {
  'key store': 'token.inKeyStore',
  file: 'token.inFile',
  environment: 'token.inEnvironment',
} as const satisfies Record<string, MessageId>;

type Doing = 'saving' | 'removing' | null;

/** The token for models whose terms must be accepted: how to get one, where it is kept. It is never read back. */
export function TokenSheet({ page, model }: TokenSheetProps) {
  const app = useApp();
  const view = useSetup();
  const [token, setToken] = useState('');
  const [doing, setDoing] = useState<Doing>(null);
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const { setup } = app.connection.rpc;
  const place = view?.token ?? null;
  const wanted = view?.models.find((each) => each.kind === model?.kind && each.id === model.id) ?? null;
  const close = () => app.openLayer(null);

  const ask = (what: Doing, asked: PromiseLike<Answer>) => {
    setDoing(what);
    setError(null);
    Promise.resolve(asked)
      .then((answer) => {
        if (answer.ok) setToken('');
        else setError(sentence(answer.failure));
      })
      .catch(app.report)
      .finally(() => {
        setDoing(null);
        field.current?.focus();
      });
  };
  const save = () => {
    const text = hubTokenSchema.safeParse(token);
    if (text.success) ask('saving', setup.setToken.mutate({ token: text.data }));
    else setError(say('token.invalid'));
  };
  const get = ({ kind, id }: ModelView) => {
    close();
    setup.download.mutate({ kind, id }).catch(app.report);
  };
  /** With a token and nothing typed there is nothing to save: what was wanted goes on. */
  const next = place !== null && token === '' && wanted?.state === 'absent' ? wanted : null;
  const isFixed = place === 'environment';
  const confirm = isFixed ? null : (
    <Button
      kind="primary"
      size="normal"
      type="submit"
      form="hub-token"
      disabled={doing !== null || token.trim() === ''}
    >
      {say(doing === 'saving' ? 'token.saving' : 'token.save')}
    </Button>
  );

  return (
    <Sheet
      title={say('token.title')}
      about={null}
      width="normal"
      closeLabel={say('token.close')}
      onClose={close}
      focus={field}
      foot={
        <>
          {(place === 'key store' || place === 'file') && (
            <Button
              kind="danger"
              size="normal"
              disabled={doing !== null}
              onClick={() => ask('removing', setup.removeToken.mutate())}
            >
              {say('token.remove')}
            </Button>
          )}
          <span className="flex-1" />
          <Button kind="normal" size="normal" onClick={close}>
            {say(token === '' && place !== null ? 'token.close' : 'token.cancel')}
          </Button>
          {next === null ? (
            confirm
          ) : (
            <Button kind="primary" size="normal" type="submit" form="hub-token">
              {say('token.get', { name: next.title })}
            </Button>
          )}
        </>
      }
    >
      <form
        id="hub-token"
        className="flex flex-col gap-4 p-4 t-13"
        onSubmit={(event) => {
          event.preventDefault();
          if (next !== null) get(next);
          else if (!isFixed && doing === null) save();
        }}
      >
        <p className="text-text-2">{say('token.why')}</p>
        <ol aria-label={say('token.steps')} className="flex list-decimal flex-col gap-3 ps-5">
          <Step text={say('token.step.accept')}>
            {termsPages(page, view?.models ?? []).map(({ url, title }) => (
              <ExternalLink key={url} url={url} text={title} about={say('token.outside')} />
            ))}
          </Step>
          <Step text={say('token.step.create')}>
            <ExternalLink
              url={tokensPage(page, view?.models ?? [])}
              text={say('token.settings')}
              about={say('token.outside')}
            />
          </Step>
          <Step text={say('token.step.paste')}>
            <div className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-3">
              <Labelled
                label={say(place === null ? 'token.field' : 'token.fieldNew')}
                hint={say('token.where')}
                error={null}
              >
                {({ id, describedBy }) => (
                  <TextField
                    id={id}
                    ref={field}
                    type="password"
                    aria-describedby={describedBy}
                    aria-invalid={error !== null}
                    readOnly={doing !== null}
                    disabled={isFixed}
                    value={token}
                    onChange={(event) => {
                      setToken(event.target.value);
                      setError(null);
                    }}
                  />
                )}
              </Labelled>
            </div>
          </Step>
        </ol>
        {error !== null && (
          <p role="alert" className="text-bad">
            {error}
          </p>
        )}
        <p role="status" className="flex min-h-5 items-start gap-2">
          {view !== null && (
            <>
              <span className={place === null ? 'mt-0.5 text-text-3' : 'mt-0.5 text-ok'}>
                <Icon of={place === null ? CircleDashed : CircleCheck} size={16} />
              </span>
              {say(place === null ? 'token.none' : PLACES[place])}
            </>
          )}
        </p>
      </form>
    </Sheet>
  );
}

function Step({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <li>
      <p>{text}</p>
      <div className="mt-1 flex flex-col items-start gap-1 *:w-full">{children}</div>
    </li>
  );
}

type Answer = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

function sentence(failure: Failure): string {
  const { reason, repair } = explainHere(failure);
  return `${reason} ${repair}`.trim();
}
