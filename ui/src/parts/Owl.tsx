/** The owl of Athens, as on the coin: the mark of Glaux. */
export function Owl({ size = 22 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden focusable="false">
      <rect width="32" height="32" rx="7" fill="#006475" />
      <g fill="none" stroke="#fff" strokeWidth="2">
        <path d="M6 8c3 2 5 2 10 2s7 0 10-2c1 6 1 17-10 18C5 25 5 14 6 8z" />
        <circle cx="11.5" cy="15" r="3" />
        <circle cx="20.5" cy="15" r="3" />
      </g>
      <path d="M16 17l2 4h-4z" fill="#fff" />
    </svg>
  )
}
