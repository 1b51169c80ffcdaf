package dev.parley.session.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Signal;
import dev.parley.log.routing.RoutingLog;
import dev.parley.session.SessionTestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GracefulShutdownTest {
  private final DrainTestServer server = new DrainTestServer();
  private final SessionTestServer.Client client = server.connected("anna");

  /** What was ended, and what its client had been told by then. */
  private final List<String> ended = new ArrayList<>();

  @Test
  @DisplayName("the clients are told to come back, then the log ends, then the bridge")
  void inOrder() {
    GracefulShutdown shutDown = new GracefulShutdown(server.sessions, new Logs(), new LastBridge());
    assertThat(client.closeCode()).isZero();
    shutDown.stop(this);
    assertThat(ended).containsExactly("log after 3001", "bridge after 3001");
    assertThat(server.open().closeCode()).isEqualTo(3001);
  }

  private void end(String what) {
    ended.add(what + " after " + client.closeCode());
  }

  private final class Logs extends RoutingLog {
    @Override
    public void close() {
      end("log");
    }
  }

  private final class LastBridge implements Bridge {
    @Override
    public void connect(Receiver receiver) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> addInterest(String channel) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void removeInterest(String channel) {
      // Nobody else has to know.
    }

    @Override
    public void send(Signal signal) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      end("bridge");
    }
  }
}
