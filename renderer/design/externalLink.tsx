import { ExternalLink as Arrow } from 'lucide-react';
import { Icon } from './icon.tsx';

interface ExternalLinkProps {
  /** The desktop's window hands `https` to the system's browser, and refuses the rest. */
  readonly url: string;
  readonly text: string;
  /** For screen readers: where it opens. */
  readonly about: string;
}

/** A page outside of this program, in the system's browser; its text can be copied. */
export function ExternalLink({ url, text, about }: ExternalLinkProps) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex max-w-full items-center gap-1 text-accent-text underline underline-offset-2 select-text hover:no-underline"
    >
      <span className="min-w-0 wrap-anywhere">{text}</span>
      <Icon of={Arrow} size={14} />
      <span className="sr-only">{about}</span>
    </a>
  );
}
