import type { ConnectionState, Parley } from "parley-client";
import { useEffect, useState } from "react";

/** A state of the connection, and when it began. */
export interface Change {
  readonly key: number;
  readonly at: number;
  readonly state: ConnectionState;
}

const KEPT = 50;
let count = 0;

/** The last changes of the connection, newest first, from the start of the page on and across changes of the transport. */
export function useChanges(parley: Parley): readonly Change[] {
  const [changes, setChanges] = useState<readonly Change[]>([]);
  useEffect(() => {
    const note = () => {
      const state = parley.connection.get();
      setChanges((before) =>
        before[0]?.state === state
          ? before
          : [{ key: ++count, at: Date.now(), state }, ...before].slice(0, KEPT),
      );
    };
    note();
    return parley.connection.subscribe(note);
  }, [parley]);
  return changes;
}
