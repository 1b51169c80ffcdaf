import type { Centrifuge } from "centrifuge";

/**
 * Tells how long `centrifuge` will wait before its next attempt. Its events do not say so; the method that computes the delay is called
 * once for each attempt that failed and each connection that was lost.
 *
 * @returns whether this version of centrifuge has that method
 */
export function observeDelays(client: Centrifuge, listener: (delayMs: number) => void): boolean {
  const inside = client as unknown as { _getReconnectDelay?: () => number };
  const original = inside._getReconnectDelay;
  if (typeof original !== "function") {
    return false;
  }
  inside._getReconnectDelay = () => {
    const delay = original.call(client);
    listener(delay);
    return delay;
  };
  return true;
}
