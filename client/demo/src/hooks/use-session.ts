import { useCallback, useState } from "react";
import { openSession, type Session, type TransportChoice } from "../session.ts";

/** The page's connection, and a function that replaces it by one over another transport. */
export function useSession(first: Session): [Session, (transport: TransportChoice) => void] {
  const [session, setSession] = useState(first);
  const change = useCallback(
    (transport: TransportChoice) => {
      session.parley.close();
      setSession(openSession(session.base, session.me, transport));
    },
    [session],
  );
  return [session, change];
}
