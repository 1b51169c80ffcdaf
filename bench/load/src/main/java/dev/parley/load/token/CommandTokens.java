package dev.parley.load.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs a command for each user; it prints the token. */
public final class CommandTokens implements TokenSource {
  private final String command;

  /**
   * @param command for a shell; {@code {user}} stands for the name of the user
   */
  public CommandTokens(String command) {
    this.command = command;
  }

  @Override
  public List<String> tokens(int users) throws IOException, InterruptedException {
    List<String> tokens = new ArrayList<>(users);
    for (int i = 0; i < users; i++) {
      String line = command.replace("{user}", TokenSource.user(i));
      Process process =
          new ProcessBuilder("sh", "-c", line)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      byte[] printed = process.getInputStream().readAllBytes();
      String token = new String(printed, StandardCharsets.UTF_8).trim();
      if (process.waitFor() != 0 || token.isEmpty()) {
        throw new IOException("no token: the command " + line + " failed or printed nothing");
      }
      tokens.add(token);
    }
    return tokens;
  }
}
