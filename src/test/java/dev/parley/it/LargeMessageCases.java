package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Strangers who send messages of 100 MB: the member refuses them, and holds nothing of what was
 * sent. Its heap is measured when each message has been refused, or sent but for its last byte.
 */
final class LargeMessageCases {
  private static final int CLIENTS = 4;
  private static final int FRAGMENTS = 1000;
  private static final int FRAGMENT_BYTES = 100 * 1024;

  /** Far less than one message, and more than the caches of a member take meanwhile. */
  private static final long MOST_GROWTH = 32L << 20;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int FIN = 0x80;

  /** Its length is in the shortest form, as RFC 6455 demands. The mask is zeros. */
  private static final byte[] EMPTY_FRAGMENT = {TEXT, (byte) 0x80, 0, 0, 0, 0};

  private LargeMessageCases() {}

  /** Each message in one frame. */
  static void inOneFrame(Member member) throws IOException {
    assertRefused(member, head(FIN | TEXT, (long) FRAGMENTS * FRAGMENT_BYTES), true);
  }

  /** Each message in a thousand fragments, the first of which is empty. */
  static void inFragments(Member member) throws IOException {
    assertRefused(member, EMPTY_FRAGMENT, false);
  }

  private static void assertRefused(Member member, byte[] first, boolean oneFrame)
      throws IOException {
    long before = HeapHistogram.afterFullCollection(member.pid()).bytes();
    List<RawClient> clients = new ArrayList<>();
    List<CompletableFuture<Integer>> codes = new ArrayList<>();
    try {
      List<CompletableFuture<Object>> over = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        RawClient client = RawClient.open(member.url());
        clients.add(client);
        CompletableFuture<Integer> code = new CompletableFuture<>();
        codes.add(code.completeAsync(() -> closeCode(client), LargeMessageCases::start));
        over.add(
            CompletableFuture.anyOf(
                code,
                CompletableFuture.runAsync(
                    () -> send(client, first, oneFrame), LargeMessageCases::start)));
      }
      over.forEach(one -> one.orTimeout(5, TimeUnit.MINUTES).join());
      long after = HeapHistogram.afterFullCollection(member.pid()).bytes();
      assertThat(after - before).as("growth of the heap in bytes").isLessThan(MOST_GROWTH);
      for (CompletableFuture<Integer> code : codes) {
        assertThat(code.orTimeout(5, TimeUnit.MINUTES).join()).isIn(1009, 0);
      }
    } finally {
      for (RawClient client : clients) {
        client.leave();
      }
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "large-message");
    thread.setDaemon(true);
    thread.start();
  }

  private static void send(RawClient client, byte[] first, boolean oneFrame) {
    byte[] spaces = " ".repeat(FRAGMENT_BYTES).getBytes(StandardCharsets.US_ASCII);
    try {
      client.write(first);
      for (int i = 1; i <= FRAGMENTS; i++) {
        if (!oneFrame) {
          client.write(head(CONTINUATION, FRAGMENT_BYTES));
        }
        client.write(i < FRAGMENTS ? spaces : Arrays.copyOf(spaces, FRAGMENT_BYTES - 1));
      }
    } catch (SocketException e) {
      // The member has ended the connection.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The code of the member's close frame; 0 when the connection has ended without one. */
  private static int closeCode(RawClient client) {
    try {
      return client.closeCode();
    } catch (SocketException | EOFException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The head of a frame of more than 64 KB, with a mask of zeros. */
  private static byte[] head(int first, long length) {
    return ByteBuffer.allocate(14)
        .put((byte) first)
        .put((byte) 0xff)
        .putLong(length)
        .putInt(0)
        .array();
  }
}
