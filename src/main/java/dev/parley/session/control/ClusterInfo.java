package dev.parley.session.control;

import dev.parley.channel.ChannelService;
import dev.parley.cluster.FieldReader;
import dev.parley.cluster.FieldWriter;
import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Topic;
import dev.parley.cluster.Survey;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ApplicationStart;
import dev.parley.config.NodeName;
import dev.parley.protocol.ProtocolException;
import dev.parley.session.SessionContext;
import dev.parley.session.SessionRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Asks all members for their version and the number of their sessions. Safe for all threads. */
@Singleton
public class ClusterInfo {
  /**
   * One member of the cluster and what it holds.
   *
   * @param uid of this start of the member
   * @param uptime seconds since it started
   */
  public record MemberInfo(
      String uid, String name, String version, int clients, int users, int channels, long uptime) {}

  private final Members members;
  private final SessionRegistry sessions;
  private final SessionContext context;
  private final ChannelService channels;
  private final long startedNanos;
  private final Survey survey;
  private final MemberExecutors executors;

  @Inject
  ClusterInfo(
      Members members,
      SessionRegistry sessions,
      SessionContext context,
      ChannelService channels,
      MemberExecutors executors) {
    this.members = members;
    this.sessions = sessions;
    this.context = context;
    this.channels = channels;
    this.startedNanos = context.nanoTime();
    this.survey =
        new Survey(
            members, Topic.INFO, question -> List.of(write(self())), context, context::nanoTime);
    this.executors = executors;
  }

  void start(@Observes ApplicationStart start) {
    listen();
    survey.start(executors);
  }

  void listen() {
    members.setListener(Topic.INFO, survey);
  }

  /** Repeats and ends questions. */
  void check() {
    survey.check();
  }

  /**
   * Asks all members that are there, and returns at once.
   *
   * @return completes with one for each member, by name; exceptionally with a {@link
   *     ProtocolException} of code 100 that names the members which have not answered in time
   */
  public CompletionStage<List<MemberInfo>> gather() {
    return survey
        .ask(new byte[0])
        .thenApply(
            answers ->
                answers.stream()
                    .map(ClusterInfo::read)
                    .sorted(Comparator.comparing(MemberInfo::name).thenComparing(MemberInfo::uid))
                    .toList());
  }

  private MemberInfo self() {
    return new MemberInfo(
        members.self().id().toString(),
        members.self().name(),
        NodeName.VERSION,
        sessions.count(),
        sessions.countUsers(),
        channels.count(),
        TimeUnit.NANOSECONDS.toSeconds(context.nanoTime() - startedNanos));
  }

  private static byte[] write(MemberInfo node) {
    return new FieldWriter()
        .put(node.uid())
        .put(node.name())
        .put(node.version())
        .put(node.clients())
        .put(node.users())
        .put(node.channels())
        .put(node.uptime())
        .bytes();
  }

  private static MemberInfo read(byte[] answer) {
    FieldReader in = new FieldReader(ByteBuffer.wrap(answer));
    return new MemberInfo(
        in.readText(),
        in.readText(),
        in.readText(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readLong());
  }
}
