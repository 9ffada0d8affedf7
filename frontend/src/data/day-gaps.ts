// Days without income: a chart shows them as empty places, else it would look as if there were none.

const DAY = 86_400_000; // ms
const MOST = 400; // days; a larger gap is an error in the dates

/** The days in the order of their dates, oldest first, with what `empty` makes for every date between them. */
export function withoutGaps<T extends { date: string }>(days: readonly T[], empty: (date: string) => T): T[] {
  const sorted = [...days].sort((a, b) => (a.date < b.date ? -1 : 1));
  const known = new Map(sorted.map((one) => [one.date, one]));
  const [first, last] = [Date.parse(sorted[0]?.date ?? ""), Date.parse(sorted.at(-1)?.date ?? "")];
  const count = (last - first) / DAY + 1;
  if (!(count <= MOST)) return sorted;
  return Array.from({ length: Math.round(count) }, (_, at) => {
    const date = new Date(first + at * DAY).toISOString().slice(0, 10);
    return known.get(date) ?? empty(date);
  });
}
