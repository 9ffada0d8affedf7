// Line icons on a grid of 24, drawn for this page.

const PATHS = {
  overview: "M4 19V11M10 19V5M16 19v-9M20.5 19h-17",
  miners: "M5 5h14v14H5zM9.5 9.5h5v5h-5zM9 2v3M15 2v3M9 19v3M15 19v3M2 9h3M2 15h3M19 9h3M19 15h3",
  income: "M12 3v13M6.5 11 12 16.5 17.5 11M4 20.5h16",
  shop: "M5 8.5h14l-1 10.200a2 2 0 0 1-2 1.800H8a2 2 0 0 1-2-1.800zM8.5 8.500V7a3.5 3.500 0 0 1 7 0v1.500",
  wallet: "M4 7.5A2.5 2.5 0 0 1 6.5 5H17v3M4 7.5A2.5 2.5 0 0 0 6.5 10H20v9H6.5A2.5 2.5 0 0 1 4 16.5zM16 14.5h.01",
  next: "m9.5 6 6 6-6 6",
  gear: "M4 7h9M17 7h3M4 17h3M11 17h9M15 7m-2.2 0a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0M9 17m-2.2 0a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0",
  calculator: "M6 3h12v18H6zM9 7h6M9 12h.01M12 12h.01M15 12h.01M9 16h.01M12 16h.01M15 16h.01",
  crown: "M3.5 8 8 12l4-6.5L16 12l4.5-4L19 18H5z",
  scan: "M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16M4 12h16",
  paste: "M9 4h6v3H9zM15 5h3v15H6V5h3M9 12h6M9 16h4",
  offline:
    "M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5.5 12a9.5 9.5 0 0 1 4.3-2.400M14 9.500a9.5 9.5 0 0 1 4.5 2.500M12 19h.01",
  file: "M7 3h7l4 4v14H7zM14 3v4h4M12.5 11v6M10 14.500l2.5 2.5 2.5-2.5",
  table: "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14",
  shield: "M12 3l7 2.500v6c0 4.5-3 8-7 9.5-4-1.5-7-5-7-9.500v-6zM9 12l2.2 2.200L15.5 10",
  exit: "M14 4h5v16h-5M4 12h10M10.5 8 14.5 12l-4 4",
  trash: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  bolt: "M13 3 5.5 13.500H11L10 21l8-11h-5.500z",
  check: "m5 12.5 4.5 4.500L19 7.5",
  day: "M4.5 6h15v14h-15zM4.5 10h15M8 3.500V6M16 3.500V6",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 7.5V12l3 2",
  star: "m12 4 2.500 5.200 5.5.8-4 4 1 5.500-5-2.700-5 2.700 1-5.500-4-4 5.500-.8z",
  search: "M10.5 4.500a6 6 0 1 0 0 12a6 6 0 1 0 0-12M15 15l5 5",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h10v11H9zM5 15V4h10v1.500",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, class: extra = "" }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
