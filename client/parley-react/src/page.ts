/** What the browser says of the network and the page. Elsewhere there is a network, and nothing is hidden. */

export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}

export function isHidden(): boolean {
  return globalThis.document?.visibilityState === "hidden";
}

/** Calls back until the signal is aborted: when there may be a network again or the page may be seen again, and when the network is gone. */
export function watchPage(
  signal: AbortSignal,
  { onAwake, onOffline }: { onAwake(): void; onOffline(): void },
): void {
  globalThis.addEventListener?.("online", onAwake, { signal });
  globalThis.addEventListener?.("offline", onOffline, { signal });
  globalThis.document?.addEventListener("visibilitychange", onAwake, { signal });
}
