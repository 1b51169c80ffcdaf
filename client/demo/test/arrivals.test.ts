import type { PresentUser } from "parley-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Arrivals } from "../src/arrivals.ts";

const people = (...users: string[]): PresentUser[] =>
  users.map((user) => ({ user, name: user.toUpperCase(), clients: 1 }));

describe("who comes and goes", () => {
  let told: string[];
  let arrivals: Arrivals;

  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    arrivals = new Arrivals("me", (text) => told.push(text));
  });

  afterEach(() => {
    arrivals.stop();
    vi.useRealTimers();
  });

  it("is not told of those who were here first", () => {
    arrivals.update([], true);
    arrivals.update(people("me", "ann"), true);
    expect(told).toEqual([]);
  });

  it("is told of others, once each, and not of oneself", () => {
    arrivals.update(people("me"), true);
    arrivals.update(people("me", "ann"), true);
    arrivals.update(people("me", "ann"), true);
    arrivals.update(people("ann"), true);
    arrivals.update(people("me"), true);
    expect(told).toEqual(["ANN joined", "ANN left"]);
  });

  it("is no news when all come back after this client was away", () => {
    arrivals.update(people("me", "ann", "ben"), true);
    arrivals.update([], false);
    arrivals.update(people("me"), true);
    arrivals.update(people("me", "ann"), true);
    arrivals.update(people("me", "ann", "ben"), true);
    vi.runAllTimers();
    expect(told).toEqual([]);
  });

  it("says after a while who did not come back", () => {
    arrivals.update(people("me", "ann"), true);
    arrivals.update([], false);
    arrivals.update(people("me", "cleo"), true);
    expect(told).toEqual(["CLEO joined"]);
    vi.runAllTimers();
    expect(told).toEqual(["CLEO joined", "ANN left"]);
  });

  it("says nothing while this client is away again", () => {
    arrivals.update(people("me", "ann"), true);
    arrivals.update([], false);
    arrivals.update(people("me"), true);
    arrivals.update(people("me"), false);
    vi.runAllTimers();
    expect(told).toEqual([]);
  });
});
