/** The last round trip as a number, and the ones before as a line. */
export function RoundTrips({ trips, connected }: { trips: readonly number[]; connected: boolean }) {
  const last = trips.at(-1);
  const most = Math.max(10, ...trips);
  const points = trips
    .map((trip, index) => `${(index * WIDTH) / 29},${HEIGHT - (trip / most) * (HEIGHT - 2) - 1}`)
    .join(" ");
  return (
    <div className="trips">
      <div>
        <span className="trips-name">Round trip</span>
        <span className="trips-value" data-testid="round-trip">
          {last === undefined || !connected
            ? "–"
            : `${last < 10 ? last.toFixed(1) : Math.round(last)} ms`}
        </span>
      </div>
      <svg
        className="trips-line"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <polyline points={points} vectorEffect="non-scaling-stroke" />
      </svg>
    </div>
  );
}

const WIDTH = 120;
const HEIGHT = 32;
