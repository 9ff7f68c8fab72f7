/** The program's sign: words on lanes. */
export function Mark() {
  return (
    <svg viewBox="0 0 18 18" className="m-[3px] me-[9px] size-4.5 flex-none" aria-hidden="true">
      <g className="fill-text-1">
        <rect x="1" y="2" width="9" height="4" rx="1" />
        <rect x="1" y="12" width="12" height="4" rx="1" />
      </g>
      <g className="fill-text-3">
        <rect x="12" y="2" width="5" height="4" rx="1" />
        <rect x="1" y="7" width="4" height="4" rx="1" />
        <rect x="15" y="12" width="2" height="4" rx="1" />
      </g>
      <rect className="fill-accent" x="7" y="7" width="10" height="4" rx="1" />
    </svg>
  );
}
