package dev.parley.testing;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A process that clients connect to, and that passes on to a server what they send. */
public final class Proxy implements AutoCloseable {
  private final int port;
  private final Process process;

  private Proxy(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Whether a command is installed here. Where everything is to be tested, it has to be.
   *
   * @param version has it tell its version
   */
  public static boolean isInstalled(String command, String version) {
    boolean installed = answers(command, version);
    if (!installed) {
      System.out.println("Not tested: " + command + " is not installed here.");
    }
    return installed || System.getenv("CI") != null;
  }

  private static boolean answers(String command, String version) {
    try {
      return new ProcessBuilder(command, version)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Starts it, and waits until it takes connections.
   *
   * @param port of this host, where it takes them
   */
  public static Proxy start(ProcessBuilder command, int port) throws IOException {
    Proxy proxy = new Proxy(port, command.inheritIO().start());
    try {
      Awaitility.await("the proxy listens").atMost(Duration.ofMinutes(1)).until(proxy::listens);
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
    return proxy;
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the proxy has ended; its output says why");
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where clients come to, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
