package dev.parley.load.token;

import java.io.IOException;
import java.util.List;

/** Where the tokens of the users come from. */
public interface TokenSource {
  /** One token for each of so many users. */
  List<String> tokens(int users) throws IOException, InterruptedException;

  /** The name of a user. */
  static String user(int index) {
    return "load" + index;
  }
}
