import { useSyncExternalStore } from "react";

/** Narrower than this, side bars become drawers. The style sheets have the same number. */
export const PHONE = "(max-width: 760px)";
/** From this width on there is room for a panel beside the messages. */
export const WIDE = "(min-width: 1100px)";

/** Whether a media query matches, kept up to date. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}
