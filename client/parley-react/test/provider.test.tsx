import { render, screen } from "@testing-library/react";
import type { ConnectOptions, Parley } from "parley-client";
import { StrictMode } from "react";
import { describe, expect, it, vi } from "vitest";
import { ParleyProvider, useConnection, useParley } from "../src/index.js";
import { settle, useFakeServer } from "./support/render.js";

function Status() {
  return <p>{useConnection().status}</p>;
}

describe("ParleyProvider", () => {
  const fake = useFakeServer();

  it("connects once in StrictMode", async () => {
    render(
      <StrictMode>
        <ParleyProvider options={fake.server.optionsFor("anna")}>
          <Status />
        </ParleyProvider>
      </StrictMode>,
    );
    expect(screen.getByText("connecting")).toBeDefined();
    await settle(60_000);
    expect(screen.getByText("connected")).toBeDefined();
    expect(fake.server.attempts).toBe(1);
  });

  it("closes the client that it has made when it is unmounted", async () => {
    const { unmount } = render(
      <ParleyProvider options={fake.server.optionsFor("anna")}>
        <Status />
      </ParleyProvider>,
    );
    await settle();
    expect(fake.server.users).toEqual(["anna"]);
    unmount();
    await settle();
    expect(fake.server.users).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves a client open that was given to it", async () => {
    const parley = fake.open("anna");
    const { unmount } = render(
      <ParleyProvider parley={parley}>
        <Status />
      </ParleyProvider>,
    );
    await settle();
    unmount();
    await settle(1_000);
    expect(parley.connection.get().status).toBe("connected");
  });

  it("keeps its client when it renders with other options, and asks the latest getToken", async () => {
    const options = fake.server.optionsFor("anna");
    const clients = new Set<Parley>();
    const Client = () => (clients.add(useParley()), null);
    const app = (getToken: () => Promise<string>) => (
      <ParleyProvider options={{ ...options, getToken }}>
        <Client />
      </ParleyProvider>
    );
    const first = vi.fn(async () => Promise.reject(new Error("not yet")));
    const second = vi.fn(options.getToken);
    const { rerender } = render(app(first));
    await settle();
    rerender(app(second));
    await settle(5_000);
    expect(clients.size).toBe(1);
    expect(first).toHaveBeenCalledOnce();
    expect(second).toHaveBeenCalledOnce();
  });

  it("connects as another user when its key changes", async () => {
    const app = (user: string) => (
      <ParleyProvider key={user} options={fake.server.optionsFor(user)}>
        <Status />
      </ParleyProvider>
    );
    const { rerender } = render(app("anna"));
    await settle();
    rerender(app("ben"));
    await settle();
    expect(fake.server.users).toEqual(["ben"]);
  });

  it("says what is missing when there is none", () => {
    const silent = vi.spyOn(console, "error").mockImplementation(() => {});
    expect(() => render(<Status />)).toThrow("ParleyProvider");
    silent.mockRestore();
  });

  it("takes either a client or options", () => {
    // @ts-expect-error both
    void (<ParleyProvider parley={{} as Parley} options={{} as ConnectOptions} />);
    // @ts-expect-error none
    void (<ParleyProvider />);
  });
});
