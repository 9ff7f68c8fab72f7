import { Check, CircleAlert, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { EngineRow } from '../../common/contract/setup.ts';
import { Button, ButtonContent } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { Select } from '../design/select.tsx';
import { fileSize } from '../text/figures.ts';
import { say } from '../text/text.ts';
import {
  checkName,
  installSizes,
  languagesText,
  selfTestSentence,
  slotsText,
  wantedVariant,
} from './setupText.ts';

interface EngineDetailsProps {
  readonly row: EngineRow;
  readonly onInstall: (row: EngineRow, variant: string | null) => void;
  readonly onInstallFrom: (row: EngineRow) => void;
  readonly onRemove: (row: EngineRow) => void;
}

/** One engine: what its own checks said, its licence, its variants, and how to be rid of it. */
export function EngineDetails({ row, onInstall, onInstallFrom, onRemove }: EngineDetailsProps) {
  const head = useId();
  const sentence = selfTestSentence(row);
  const variant = wantedVariant(row);
  const sizes = variant === null ? null : installSizes(variant);
  return (
    <section aria-labelledby={head} className="border-b border-line-1 p-4">
      <h2 id={head} className="t-15 font-semibold">
        {row.title}
      </h2>
      <p className="mt-1 t-12 text-text-2">{row.summary}</p>
      {sentence !== null && <p className="mt-3 t-12">{sentence}</p>}
      {row.selfTest !== null && (
        <ul className="mt-2 flex flex-col gap-1" aria-label={say('setup.selfTest')}>
          {row.selfTest.checks.map((check) => (
            <li key={check.id} className="grid grid-cols-[16px_minmax(0,1fr)] gap-2 t-12">
              <span className={check.ok ? 'text-ok' : 'text-bad'}>
                <Icon of={check.ok ? Check : CircleAlert} size={16} />
              </span>
              <span className="wrap-anywhere">
                <span className="font-medium">{checkName(check.id)}</span>{' '}
                <span className="text-text-2">{check.detail}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <dl className="mt-4 grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-1.5 t-12">
        <Fact name={say('setup.does')} value={slotsText(row)} />
        <Fact name={say('setup.modelLanguages')} value={languagesText(row.languages)} />
        <Fact name={say('setup.licence')} value={row.licence} />
        <Fact name={say('setup.version')} value={row.version} />
        {row.sizeBytes !== null && <Fact name={say('setup.onDisk')} value={fileSize(row.sizeBytes)} />}
        {row.sizeBytes === null && sizes !== null && <Fact name={say('setup.size')} value={sizes} />}
      </dl>
      {row.licenceNote !== null && <p className="mt-3 t-12 text-warn">{row.licenceNote}</p>}
      {!row.embedded && <Variants row={row} onInstall={onInstall} onInstallFrom={onInstallFrom} />}
      {row.installed && !row.embedded && (
        <Button
          kind="danger"
          size="small"
          className="mt-3"
          disabled={row.work !== null}
          onClick={() => onRemove(row)}
        >
          <ButtonContent icon={Trash2} keys={null}>
            {say('setup.removeNamed', { name: row.title })}
          </ButtonContent>
        </Button>
      )}
    </section>
  );
}

function Variants({ row, onInstall, onInstallFrom }: Omit<EngineDetailsProps, 'onRemove'>) {
  const wanted = wantedVariant(row);
  const [chosen, setChosen] = useState<string | null>(null);
  const variant = row.variants.find(({ id }) => id === (chosen ?? wanted?.id)) ?? wanted;
  if (variant === null) return null;
  const isPresent = row.installed && row.variant === variant.id;
  return (
    <details className="mt-3">
      <summary className="t-12 text-text-2">{say('setup.advanced')}</summary>
      <div className="mt-2 flex flex-col items-start gap-2">
        <Select
          id={undefined}
          label={say('setup.variant')}
          value={variant.id}
          onChange={setChosen}
          size="normal"
          className="w-full"
          options={row.variants.map(({ id, fits }) => ({
            value: id,
            label: say('setup.variantNamed', { id }),
            note: fits ? say('setup.fits') : null,
            disabled: false,
          }))}
        />
        <p className="figures t-12 text-text-3">{installSizes(variant)}</p>
        <div className="flex flex-wrap gap-2">
          <Button
            kind="normal"
            size="small"
            disabled={isPresent || row.work !== null}
            onClick={() => onInstall(row, variant.id)}
          >
            {say('setup.installVariant')}
          </Button>
          <Button kind="quiet" size="small" disabled={row.work !== null} onClick={() => onInstallFrom(row)}>
            {say('setup.installFrom')}
          </Button>
        </div>
      </div>
    </details>
  );
}

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt className="text-text-3">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{value}</dd>
    </>
  );
}
