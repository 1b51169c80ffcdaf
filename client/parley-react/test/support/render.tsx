import { act, cleanup, render } from "@testing-library/react";
import { connect, type Parley } from "parley-client";
import { StrictMode, type ReactNode } from "react";
import { afterEach, beforeEach, vi } from "vitest";
import { ParleyProvider } from "../../src/index.js";
import { FakeServer } from "../../src/testing/index.js";

/** A fake server and fake timers for each test, and what ends them. */
export function useFakeServer(): { readonly server: FakeServer; open(user: string): Parley } {
  let server: FakeServer;
  let opened: Parley[];
  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    opened = [];
  });
  afterEach(async () => {
    cleanup();
    opened.forEach((parley) => parley.close());
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
  });
  return {
    get server() {
      return server;
    },
    /** Connects a user without React. */
    open(user) {
      const parley = connect(server.optionsFor(user, name(user)));
      opened.push(parley);
      return parley;
    },
  };
}

/** Renders components in StrictMode, connected as a user, and lets everything happen. */
export async function show(parley: Parley, children: ReactNode) {
  const all = (inside: ReactNode) => (
    <StrictMode>
      <ParleyProvider parley={parley}>{inside}</ParleyProvider>
    </StrictMode>
  );
  const { rerender, ...rest } = render(all(children));
  await settle();
  return { ...rest, rerender: (inside: ReactNode) => rerender(all(inside)) };
}

/** Lets everything happen that happens within some time. */
export async function settle(ms = 0): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });
}

/** What the others see of a user. */
function name(user: string): string {
  return user[0]!.toUpperCase() + user.slice(1);
}
