package dev.parley.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The keys of one class, in the order in which it declares them. {@code docs/configuration.md} has
 * one table for each. It is filled while the class is initialised, and constant afterwards.
 */
final class KeyTable {
  private final List<Key<?>> keys = new ArrayList<>();

  <T> Key<T> add(String name, ValueType<T> type, String defaultText, String meaning) {
    Key<T> key = new Key<>(name, type, defaultText, meaning);
    keys.add(key);
    return key;
  }

  List<Key<?>> keys() {
    return Collections.unmodifiableList(keys);
  }
}
