import { parseArgs } from "node:util";

const COMMON = { out: undefined, port: undefined, threads: undefined };

/**
 * Reads a command line. An Error says what is wrong with it.
 *
 * @param defaults the options of the program by name, and what each is unless given
 * @param allowPositionals whether it takes words that are no options
 * @returns the values by name, and the words that are no options
 */
export function commandLine(argv, defaults, allowPositionals = false) {
  const options = { help: { type: "boolean", short: "h", default: false } };
  for (const [name, value] of Object.entries({ ...COMMON, ...defaults })) {
    options[name] = { type: "string", ...(value === undefined ? {} : { default: value }) };
  }
  const { values, positionals } = parseArgs({ args: argv, allowPositionals, options });
  return {
    values,
    words: positionals,
    common: {
      help: values.help,
      out: values.out,
      port: whole(values.port),
      threads: values.threads && whole(values.threads),
    },
  };
}

/** Throws an Error if a word is not one of those that are known. */
export function requireKnown(words, known) {
  const word = words.find((each) => !known.includes(each));
  if (word !== undefined) {
    throw new Error(`there is no ${word}, only ${known.join(", ")}`);
  }
}

/** The words of a text; none of an empty one. */
export function split(text, separator) {
  return text.split(separator).filter(Boolean);
}

/** 50k, 1.5m or a plain number. */
export function rate(word) {
  const form = /^([0-9]+(?:\.[0-9]+)?)([km]?)$/i.exec(word);
  if (!form || Number(form[1]) === 0) {
    throw new Error(`a rate is a number such as 50k or 1m, not ${word}`);
  }
  return Number(form[1]) * { "": 1, k: 1e3, m: 1e6 }[form[2].toLowerCase()];
}

export function seconds(word) {
  const form = /^([0-9]+)(s|m)?$/.exec(word);
  if (!form) {
    throw new Error(`a duration is a number such as 20s or 1m, not ${word}`);
  }
  return Number(form[1]) * (form[2] === "m" ? 60 : 1);
}

export function whole(word) {
  if (!/^[1-9][0-9]*$/.test(word)) {
    throw new Error(`${word} is not a whole number above 0`);
  }
  return Number(word);
}
