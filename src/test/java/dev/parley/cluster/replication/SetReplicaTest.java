package dev.parley.cluster.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.replication.SetUpdate.Change;
import dev.parley.cluster.replication.SetUpdate.Changes;
import dev.parley.cluster.replication.SetUpdate.Digest;
import dev.parley.cluster.replication.SetUpdate.Part;
import dev.parley.cluster.replication.SetUpdate.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A set and a copy of it; the test delivers, drops, doubles and delays the updates. */
class SetReplicaTest {
  private static final UUID READER = new UUID(1, 2);

  private final OwnedSet<String, String> owned =
      new OwnedSet<>(Function.identity(), String::hashCode, entry -> 1, 3);
  private final RecordingListener listener = new RecordingListener();
  private final SetReplica<String, String> replica =
      new SetReplica<>(Function.identity(), String::hashCode, listener);

  /** Applies what the listener is told; the result equals the entries of the copy. */
  private static final class RecordingListener implements SetReplica.Listener<String> {
    private final Set<String> shown = new HashSet<>();
    private int gaps;
    private int fetches;

    @Override
    public void onPut(String entry) {
      shown.add(entry);
    }

    @Override
    public void onRemove(String entry) {
      shown.remove(entry);
    }

    @Override
    public void onGap() {
      gaps++;
    }

    @Override
    public void onFetched() {
      fetches++;
    }
  }

  private static Changes<String, String> changes(Change<String, String> change) {
    return new Changes<>(change.version() - 1, change.version(), List.of(change));
  }

  private Changes<String, String> put(String entry) {
    return changes(owned.put(entry));
  }

  private Changes<String, String> remove(String entry) {
    return changes(owned.remove(entry));
  }

  /** Fetches the whole set, and what is missing after that. */
  private void fetch(Request<String, String> first) {
    Request<String, String> request = first;
    while (request != null) {
      request = replica.apply(owned.part(READER, request));
    }
  }

  private void assertEqual(String... entries) {
    assertThat(replica.isCurrent()).isTrue();
    assertThat(replica.version()).isEqualTo(owned.version());
    assertThat(replica.entries()).containsExactlyInAnyOrder(entries);
    assertThat(listener.shown).containsExactlyInAnyOrder(entries);
  }

  @Test
  @DisplayName("[B2] [P2] a copy is fetched in parts, and then follows the changes")
  void fetchesAndFollows() {
    for (String entry : List.of("a", "b", "c", "d")) {
      put(entry);
    }
    assertThat(replica.isCurrent()).isFalse();
    fetch(replica.fetch());
    assertEqual("a", "b", "c", "d");
    assertThat(replica.apply(put("e"))).isNull();
    assertThat(replica.apply(remove("a"))).isNull();
    assertEqual("b", "c", "d", "e");
    assertThat(replica.compare(owned.digest())).isNull();
    assertThat(listener.gaps).isZero();
  }

  @Test
  @DisplayName("[B2] [P2] a missing change is detected by the next one; no entry is lost meanwhile")
  void detectsAGap() {
    fetch(replica.fetch());
    replica.apply(put("a"));
    put("lost");
    Request<String, String> request = replica.apply(put("c"));
    assertThat(request).isEqualTo(new Request<>(0, 0));
    assertThat(replica.isCurrent()).isFalse();
    assertThat(replica.contains("a")).isTrue();
    fetch(request);
    assertEqual("a", "lost", "c");
    assertThat(listener.gaps).isEqualTo(1);
  }

  @Test
  @DisplayName("[B2] [P2] a digest detects a lost last change, and entries that differ")
  void comparesWithADigest() {
    fetch(replica.fetch());
    put("lost");
    assertThat(replica.compare(owned.version())).isNotNull();
    fetch(replica.fetch());
    Digest<String, String> digest = owned.digest();
    assertThat(replica.compare(digest)).isNull();
    assertThat(replica.compare(new Digest<>(digest.version(), 1, digest.hash() + 1))).isNotNull();
    fetch(replica.fetch());
    assertThat(replica.compare(new Digest<>(digest.version() - 1, 7, 7))).as("a late one").isNull();
  }

  @Test
  @DisplayName("[B2] [P2] a request that is lost is repeated, but not while parts arrive")
  void repeatsALostRequest() {
    put("a");
    put("b");
    put("c");
    put("d");
    Request<String, String> request = replica.fetch();
    assertThat(replica.compare(owned.digest())).isNull();
    assertThat(replica.compare(owned.digest())).isEqualTo(request);
    Request<String, String> second = replica.apply(owned.part(READER, request));
    assertThat(second.part()).isEqualTo(1);
    assertThat(replica.compare(owned.digest())).as("a part has come").isNull();
    fetch(second);
    assertEqual("a", "b", "c", "d");
  }

  @Test
  @DisplayName("[B2] [P2] changes during a fetch are applied after it")
  void appliesStoredChanges() {
    for (String entry : List.of("a", "b", "c", "d")) {
      put(entry);
    }
    Request<String, String> second = replica.apply(owned.part(READER, replica.fetch()));
    assertThat(replica.apply(remove("a"))).isNull();
    assertThat(replica.apply(put("e"))).isNull();
    fetch(second);
    assertEqual("b", "c", "d", "e");
    assertThat(listener.fetches).isEqualTo(1);
  }

  @Test
  @DisplayName("[B2] [P2] changes and parts that come twice or late change nothing")
  void ignoresLateUpdates() {
    Changes<String, String> first = put("a");
    Part<String, String> early = owned.part(READER, new Request<>(0, 0));
    fetch(replica.fetch());
    replica.apply(remove("a"));
    assertThat(replica.apply(first)).isNull();
    assertThat(replica.apply(early)).isNull();
    replica.fetch();
    assertThat(replica.apply(early)).as("older than what was seen").isNull();
    assertThat(replica.contains("a")).isFalse();
    fetch(replica.fetch());
    assertEqual();
  }

  @Test
  void aPartThatDoesNotFollowIsNotSent() {
    assertThat(owned.part(READER, new Request<>(0, 1))).isNull();
    for (String entry : List.of("a", "b", "c", "d")) {
      put(entry);
    }
    assertThat(owned.part(READER, new Request<>(0, 0)).last()).isFalse();
    owned.dropSnapshot(READER);
    assertThat(owned.part(READER, new Request<>(owned.version(), 1))).isNull();
  }

  @Test
  @DisplayName("[P1] when the owner leaves, entries change or go, and the version is unknown")
  void disconnects() {
    put("stays");
    put("changes");
    put("goes");
    fetch(replica.fetch());
    replica.disconnect(entry -> entry.equals("goes") ? null : entry);
    assertThat(replica.isCurrent()).isFalse();
    assertThat(listener.shown).containsExactlyInAnyOrder("stays", "changes");
    fetch(replica.fetch());
    assertEqual("stays", "changes", "goes");
  }

  @RepeatedTest(20)
  @DisplayName("[B2] [P2] whatever is lost, doubled or late, copy and set are equal in the end")
  void endsEqual() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<SetUpdate<String, String>> toReplica = new ArrayList<>();
    List<Request<String, String>> toOwner = new ArrayList<>();
    toOwner.add(replica.fetch());
    for (int i = 0; i < 2000; i++) {
      String entry = "e" + random.nextInt(20);
      switch (random.nextInt(8)) {
        case 0 -> toReplica.add(put(entry));
        case 1 -> {
          if (owned.get(entry) != null) {
            toReplica.add(remove(entry));
          }
        }
        case 2 -> toReplica.add(owned.digest());
        case 3 -> answer(takeAny(toOwner, random), toReplica);
        default -> receive(takeAny(toReplica, random), toOwner);
      }
    }
    for (int i = 0; i < 20; i++) {
      receive(owned.digest(), toOwner);
      toOwner.forEach(request -> answer(request, toReplica));
      toOwner.clear();
      toReplica.forEach(update -> receive(update, toOwner));
      toReplica.clear();
    }
    assertThat(replica.isCurrent()).as("seed %d", seed).isTrue();
    assertThat(replica.compare(owned.digest())).as("seed %d", seed).isNull();
    assertThat(listener.shown).as("seed %d", seed).hasSize(owned.size());
    assertThat(listener.shown).allMatch(entry -> owned.get(entry) != null);
  }

  /** Takes one of the first updates; some are lost and some stay and come again. */
  private static <T> T takeAny(List<T> updates, Random random) {
    if (updates.isEmpty()) {
      return null;
    }
    int index = random.nextInt(Math.min(3, updates.size()));
    return switch (random.nextInt(10)) {
      case 0 -> {
        updates.remove(index);
        yield null;
      }
      case 1 -> updates.get(index);
      default -> updates.remove(index);
    };
  }

  private void answer(Request<String, String> request, List<SetUpdate<String, String>> toReplica) {
    Part<String, String> part = request == null ? null : owned.part(READER, request);
    if (part != null) {
      toReplica.add(part);
    }
  }

  private void receive(SetUpdate<String, String> update, List<Request<String, String>> toOwner) {
    Request<String, String> request = null;
    if (update instanceof Changes<String, String> changes) {
      request = replica.apply(changes);
    } else if (update instanceof Part<String, String> part) {
      request = replica.apply(part);
    } else if (update instanceof Digest<String, String> digest) {
      request = replica.compare(digest);
    }
    if (request != null) {
      toOwner.add(request);
    }
  }
}
