import { describe, expect, it } from "vitest";
import { loadRooms, saveRooms, withRoom } from "../src/my-rooms.ts";

function storage(text: string | null = null) {
  let kept = text;
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) };
}

describe("the rooms of the side bar", () => {
  it("are some to begin with, also when something else is stored", () => {
    const some = ["general", "engineering", "random"];
    for (const text of [null, "", "{}", "[]", '["NOT A ROOM"]', "5"]) {
      expect(loadRooms(storage(text))).toEqual(some);
    }
  });

  it("are remembered", () => {
    const browser = storage();
    saveRooms(browser, ["a", "b"]);
    expect(loadRooms(browser)).toEqual(["a", "b"]);
  });

  it("have each room once, and are not too many", () => {
    expect(withRoom(["a", "b"], "a")).toEqual(["a", "b"]);
    const many = Array.from({ length: 20 }, (_, index) => `r${index}`);
    expect(withRoom(many, "new")).toHaveLength(20);
    expect(withRoom(many, "new").at(-1)).toBe("new");
  });
});
