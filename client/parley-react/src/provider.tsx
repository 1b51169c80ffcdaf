"use client";
import { connect, type ConnectOptions, type Parley } from "parley-client";
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from "react";

const ParleyContext = createContext<Parley | null>(null);

/** Takes a client, or the options to make one. */
export type ParleyProviderProps = { readonly children?: ReactNode } & (
  | {
      /** A client of your own. You close it. */
      readonly parley: Parley;
      readonly options?: never;
    }
  | {
      /**
       * The options of `connect`. The provider connects when it is mounted, never on a server, and closes the client when it is
       * unmounted. Later changes are not looked at, but for `getToken`, of which the latest one is called. Give the provider another
       * `key` for another server or user.
       */
      readonly options: ConnectOptions;
      readonly parley?: never;
    }
);

/** Gives a client to the hooks of all components inside. */
export function ParleyProvider({ parley, options, children }: ParleyProviderProps): ReactNode {
  return parley === undefined ? (
    <OwnParley options={options}>{children}</OwnParley>
  ) : (
    <ParleyContext.Provider value={parley}>{children}</ParleyContext.Provider>
  );
}

/**
 * The client of the nearest `ParleyProvider`: the same object in each render.
 *
 * @throws Error if there is none
 */
export function useParley(): Parley {
  const parley = useContext(ParleyContext);
  if (parley === null) {
    throw new Error("Put a <ParleyProvider> around the component that uses this hook.");
  }
  return parley;
}

function OwnParley({ options, children }: { options: ConnectOptions; children: ReactNode }) {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  // React may call this twice and drop a result: the client does nothing until it is started.
  const [parley] = useState(() => connect(stopped(options, () => latest.current)));
  const closing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    clearTimeout(closing.current);
    parley.retry();
    return () => {
      // StrictMode mounts again at once, and a client that is closed cannot be opened again.
      closing.current = setTimeout(() => parley.close(), 0);
    };
  }, [parley]);
  return <ParleyContext.Provider value={parley}>{children}</ParleyContext.Provider>;
}

function stopped(options: ConnectOptions, latest: () => ConnectOptions): ConnectOptions {
  const { getToken, url } = options;
  const onServer = typeof document === "undefined";
  return {
    ...options,
    start: false,
    ...(getToken === undefined ? {} : { getToken: () => (latest().getToken ?? getToken)() }),
    // Nothing is connected to there, so that it does not matter which host "/" means.
    ...(onServer ? { url: new URL(url, "http://localhost") } : {}),
  };
}
