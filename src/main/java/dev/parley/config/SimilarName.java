package dev.parley.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody has probably meant. Holds no state. */
final class SimilarName {
  /** Where more than one character in so many differs, something else is meant. */
  private static final int LIKENESS = 3;

  private SimilarName() {}

  /** The name that is nearest to another one; empty when none is like it. */
  static Optional<String> of(String name, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(each -> distance(name, each)))
        .filter(nearest -> distance(name, nearest) <= name.length() / LIKENESS);
  }

  /** Levenshtein's distance: how many characters to insert, remove or replace. */
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
