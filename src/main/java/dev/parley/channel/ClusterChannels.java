package dev.parley.channel;

import dev.parley.channel.recovery.HistoryReader;
import dev.parley.cluster.FieldReader;
import dev.parley.cluster.FieldWriter;
import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import dev.parley.cluster.Members.Topic;
import dev.parley.cluster.Survey;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ApplicationStart;
import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.log.ChannelLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Grant;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Operations on the channels of all members: lists those that have subscribers, and removes the
 * history of one. Safe for all threads.
 *
 * <p>Rules H11 and H12 of {@code docs/SPEC.md}.
 */
@Singleton
public class ClusterChannels {
  private static final byte LIST = 1;
  private static final byte FORGET = 2;

  /**
   * Wildcards of other systems: they are refused, because as plain characters they match nothing.
   */
  private static final String NO_WILDCARDS = "?[]{}\\";

  private final ChannelNames names;
  private final Hub hub;
  private final ChannelLog log;
  private final HistoryReader history;
  private final Members members;
  private final int most;
  private final MemberExecutors executors;
  private final Executor threads;
  private final Survey survey;

  /** Where the work on the answers of other members runs. */
  private final Executor readers;

  /** Members that have left and not come back. */
  private final Set<UUID> away = ConcurrentHashMap.newKeySet();

  @Inject
  ClusterChannels(
      ParleyConfig config,
      ChannelNames names,
      Hub hub,
      ChannelLog log,
      HistoryReader history,
      Members members,
      MemberExecutors executors) {
    this.names = names;
    this.hub = hub;
    this.log = log;
    this.history = history;
    this.members = members;
    this.most = config.get(LimitKeys.CHANNELS_PAGE);
    this.executors = executors;
    this.threads = executors.apiCalls();
    this.readers = task -> history.execute(task, tooManyWait -> task.run());
    this.survey = new Survey(members, Topic.CHANNELS, this::answer, threads, System::nanoTime);
  }

  void start(@Observes ApplicationStart start) {
    members.setListener(Topic.CHANNELS, new MemberListener());
    survey.start(executors);
  }

  /**
   * Lists the channels that have subscribers on any member, with the number of their clients.
   *
   * @param pattern of their names, in which {@code *} stands for any characters; null for all
   * @return the number of clients by the name of the channel; completes exceptionally with a {@link
   *     ProtocolException}: 106 when there are more than {@code parley.limit.channels-page}, 100
   *     when a member has not answered
   */
  public CompletionStage<Map<String, Integer>> active(String pattern) {
    String meant = pattern == null || pattern.isEmpty() ? "*" : pattern;
    for (int i = 0; i < NO_WILDCARDS.length(); i++) {
      if (meant.indexOf(NO_WILDCARDS.charAt(i)) >= 0) {
        throw new ProtocolException(
            ErrorCode.BAD_REQUEST,
            "in pattern only * stands for other characters; leave out " + NO_WILDCARDS.charAt(i));
      }
    }
    return survey
        .ask(new FieldWriter().put(LIST).put(meant).bytes())
        .thenApplyAsync(this::merge, readers);
  }

  /**
   * Removes all publications that a channel's log has now, for ever. When it completes, no member
   * serves any of them, except a member that is cut off from the others.
   *
   * @return the number of clients by the name of the channel; completes exceptionally with a {@link
   *     ProtocolException} of code 100: then it may be called again
   * @throws ProtocolException 102 and 107 when there is no such channel, 108 when it has no log
   */
  public CompletionStage<Void> removeHistory(String channel) {
    if (!names.namespaceOf(channel).logged()) {
      throw new ProtocolException(
          ErrorCode.NOT_AVAILABLE, "the channel keeps no history; see parley.namespace.NAME.log");
    }
    CompletableFuture<StreamPosition> removed = new CompletableFuture<>();
    history.read(
        source -> source.remove(channel), removed::complete, removed::completeExceptionally);
    return removed
        .thenCompose(
            upTo ->
                survey.ask(
                    new FieldWriter()
                        .put(FORGET)
                        .put(channel)
                        .put(upTo.epoch())
                        .put(upTo.offset())
                        .bytes()))
        .thenApplyAsync(all -> null, readers);
  }

  // The answers of this member.

  private List<byte[]> answer(byte[] question) {
    FieldReader in = new FieldReader(ByteBuffer.wrap(question));
    byte kind = in.readByte();
    if (kind == LIST) {
      return list(in.readText());
    }
    if (kind == FORGET) {
      String channel = in.readText();
      String epoch = in.readText();
      log.forget(channel, new StreamPosition(in.readLong(), epoch));
      return List.of(new byte[0]);
    }
    throw new IllegalArgumentException("no question is of kind " + kind);
  }

  /** Lists at most one channel more than the limit, which is enough to know that it is exceeded. */
  private List<byte[]> list(String pattern) {
    List<byte[]> parts = new ArrayList<>();
    FieldWriter part = new FieldWriter();
    int count = 0;
    for (Channel channel : hub.all()) {
      int clients = channel.size();
      if (clients > 0 && Grant.matches(pattern, channel.name())) {
        FieldWriter one = new FieldWriter().put(channel.name()).put(clients);
        if (part.size() + one.size() > Survey.PART_BYTES) {
          parts.add(part.bytes());
          part = new FieldWriter();
        }
        part.put(channel.name()).put(clients);
        if (++count > most) {
          break;
        }
      }
    }
    parts.add(part.bytes());
    return parts;
  }

  private Map<String, Integer> merge(List<byte[]> parts) {
    Map<String, Integer> clients = new HashMap<>();
    for (byte[] part : parts) {
      FieldReader in = new FieldReader(ByteBuffer.wrap(part));
      while (in.hasMore()) {
        clients.merge(in.readText(), in.readInt(), Integer::sum);
      }
    }
    if (clients.size() > most) {
      throw new ProtocolException(
          ErrorCode.LIMIT_EXCEEDED,
          "more than " + most + " channels are active; ask for fewer by a pattern such as room:*");
    }
    return clients;
  }

  /** Takes part in the survey; empties the memory of the log when a member comes back. */
  private final class MemberListener implements Members.Listener {
    @Override
    public void memberJoined(Member member) {
      if (away.remove(member.id())) {
        // While it was away, one of us may have removed what the other has in memory.
        threads.execute(log::forgetAll);
      }
    }

    @Override
    public void memberLeft(Member member) {
      away.add(member.id());
    }

    @Override
    public void messageReceived(Member member, byte[] note) {
      survey.messageReceived(member, note);
    }
  }
}
