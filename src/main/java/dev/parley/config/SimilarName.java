package dev.parley.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that was probably meant. Holds no state. */
final class SimilarName {
  /** At most one character in this many may differ. */
  private static final int CHARACTERS_PER_DIFFERENCE = 3;

  private SimilarName() {}

  /** The most similar name; empty when none is similar enough. */
  static Optional<String> of(String name, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(each -> distance(name, each)))
        .filter(nearest -> distance(name, nearest) <= name.length() / CHARACTERS_PER_DIFFERENCE);
  }

  /** The Levenshtein distance: how many characters to insert, remove or replace. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int column = 0; column <= b.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= a.length(); row++) {
      int[] current = new int[b.length() + 1];
      current[0] = row;
      for (int column = 1; column <= b.length(); column++) {
        int replaced = a.charAt(row - 1) == b.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                above[column - 1] + replaced, 1 + Math.min(above[column], current[column - 1]));
      }
      above = current;
    }
    return above[b.length()];
  }
}
