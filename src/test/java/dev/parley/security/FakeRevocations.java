package dev.parley.security;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Revocations whose database is a list, which several members may share. */
final class FakeRevocations extends Revocations {
  final List<Revocation> table = new CopyOnWriteArrayList<>();

  private volatile Runnable afterNextLook;

  FakeRevocations(ParleyConfig config) {
    this(config, true);
  }

  private FakeRevocations(ParleyConfig config, boolean read) {
    super(config, null, new MemberExecutors(config, Thread::new));
    if (read) {
      reload();
    }
  }

  /** Nobody knows yet what is in the table. */
  static FakeRevocations unread(ParleyConfig config) {
    return new FakeRevocations(config, false);
  }

  /** What happens right after it was asked whether somebody's token is revoked, once. */
  void afterNextLook(Runnable step) {
    afterNextLook = step;
  }

  @Override
  public boolean isRevoked(Identity identity) {
    boolean revoked = super.isRevoked(identity);
    Runnable step = afterNextLook;
    afterNextLook = null;
    if (step != null) {
      step.run();
    }
    return revoked;
  }

  @Override
  void insert(Revocation revocation) {
    table.add(revocation);
  }

  @Override
  TableVersion readVersion() {
    return new TableVersion(
        table.size(), table.stream().mapToLong(each -> each.until().toEpochMilli()).sum());
  }

  @Override
  List<Revocation> readStored(Instant now) {
    return List.copyOf(table);
  }
}
