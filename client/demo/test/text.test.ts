import { describe, expect, it } from "vitest";
import { piecesOf, textOf } from "../src/text.ts";

const links = (text: string) => piecesOf(text).flatMap(({ href }) => (href === null ? [] : [href]));

describe("the text of a message", () => {
  it("is its text, a bare text, or the data as JSON", () => {
    expect(textOf({ text: "hi" })).toBe("hi");
    expect(textOf("hi")).toBe("hi");
    expect(textOf({ temperature: 21 })).toBe('{"temperature":21}');
    expect(textOf({ text: 5 })).toBe('{"text":5}');
    expect(textOf(null)).toBe("null");
    expect(textOf(undefined)).toBe("");
  });

  it("has links to http and https, and to nothing else", () => {
    expect(links("see https://a.test/x?y=1#z and http://b.test")).toEqual([
      "https://a.test/x?y=1#z",
      "http://b.test",
    ]);
    expect(links("javascript:alert(1) data:text/html,x ftp://a.test //b.test")).toEqual([]);
    expect(links("https:// and https://[")).toEqual([]);
  });

  it("leaves the punctuation of a sentence out of a link", () => {
    expect(links("(look at https://a.test/x).")).toEqual(["https://a.test/x"]);
    expect(links("https://a.test/wiki/Foo_(bar), yes")).toEqual(["https://a.test/wiki/Foo_(bar)"]);
    expect(links("is it https://a.test?")).toEqual(["https://a.test"]);
  });

  it("is the same text after it was taken apart", () => {
    for (const text of [
      "",
      "plain",
      "https://a.test",
      " a https://a.test. b\nhttp://c.test ",
      "https://[",
    ]) {
      expect(
        piecesOf(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }
  });
});
