import type { Parley } from "parley-client";
import { useEffect, useState } from "react";

const INTERVAL_MS = 3_000;
const KEPT = 30;

/** The last round trips in milliseconds, oldest first; measured again and again while `running`. */
export function useRoundTrips(parley: Parley, running: boolean): readonly number[] {
  const [trips, setTrips] = useState<readonly number[]>([]);
  useEffect(() => {
    if (!running) {
      return;
    }
    let ended = false;
    const measure = () =>
      parley.roundTrip().then(
        (trip) => ended || setTrips((before) => [...before, trip].slice(-KEPT)),
        () => {
          // The connection is lost, which the panel shows anyway.
        },
      );
    void measure();
    const timer = setInterval(measure, INTERVAL_MS);
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, [parley, running]);
  return trips;
}
