import type { LucideIcon } from 'lucide-react';
import { Button, ButtonContent, type ButtonKind, type ControlSize, IconButton } from '../design/button.tsx';
import { useAction } from './useAction.ts';

interface ActionIconProps {
  readonly action: string;
  readonly icon: LucideIcon;
  readonly size: ControlSize;
}

/** An action as an icon: name and shortcut in the tooltip, off when it is disabled, pressed when it is on. */
export function ActionIcon({ action, icon, size }: ActionIconProps) {
  const shown = useAction(action);
  if (shown === null) return null;
  return (
    <IconButton
      icon={icon}
      label={shown.label}
      keys={shown.keys}
      size={size}
      pressed={shown.checked}
      disabled={!shown.enabled}
      onClick={shown.run}
      data-action={action}
    />
  );
}

interface ActionButtonProps {
  readonly action: string;
  readonly icon: LucideIcon | null;
  readonly kind: ButtonKind;
  readonly size: ControlSize;
}

/** An action as a button with its label and its shortcut. */
export function ActionButton({ action, icon, kind, size }: ActionButtonProps) {
  const shown = useAction(action);
  if (shown === null) return null;
  return (
    <Button
      kind={kind}
      size={size}
      disabled={!shown.enabled}
      aria-pressed={shown.checked ?? undefined}
      onClick={shown.run}
      data-action={action}
    >
      <ButtonContent icon={icon} keys={shown.keys}>
        {shown.label}
      </ButtonContent>
    </Button>
  );
}
