package dev.parley.load.publish;

import dev.parley.load.check.Ledger;
import dev.parley.load.client.Client;
import dev.parley.load.client.Clients;
import dev.parley.load.client.EventLoops;
import dev.parley.load.client.Rooms;
import dev.parley.load.client.Target;
import dev.parley.load.measure.Meters;
import dev.parley.load.scenario.Scenario;
import dev.parley.load.scenario.Scenario.PublishBy;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Makes the publishers of a scenario, and lets them begin. */
public final class Publishers {
  private final EventLoops loops;
  private final Meters meters;
  private final Map<EventLoop, MessageWriter> writers = new IdentityHashMap<>();
  private final List<Publisher> publishers = new ArrayList<>();

  public Publishers(EventLoops loops, Meters meters) {
    this.loops = loops;
    this.meters = meters;
  }

  /** A place for what each publisher sends, by room. */
  public static Ledger[][] ledgers(Scenario scenario) {
    Ledger[][] ledgers = new Ledger[scenario.rooms()][scenario.publishers()];
    for (Ledger[] room : ledgers) {
      for (int i = 0; i < room.length; i++) {
        room[i] = new Ledger();
      }
    }
    return ledgers;
  }

  /** Makes a publisher for each ledger. Call it before the clients connect. */
  public void add(
      Scenario scenario, List<Target> servers, Rooms rooms, Ledger[][] ledgers, Clients clients) {
    List<ApiConnection> api = new ArrayList<>();
    if (scenario.publishBy() == PublishBy.API) {
      for (int i = 0; i < scenario.apiConnections(); i++) {
        ApiConnection connection =
            new ApiConnection(
                loops.get(i), meters.get(i % loops.size()), servers, i, loops.channelType());
        connection.connect();
        api.add(connection);
      }
    }
    for (int room = 0; room < scenario.rooms(); room++) {
      for (int i = 0; i < scenario.publishers(); i++) {
        Turn turn = Turn.of(scenario, room, i);
        Ledger ledger = ledgers[room][i];
        String channel = rooms.channel(room);
        if (api.isEmpty()) {
          Client client = clients.get(rooms.connection(room, i));
          publishers.add(new ClientPublisher(client, ledger, writer(client.loop()), channel, turn));
        } else {
          ApiConnection connection = api.get(turn.turn() % api.size());
          publishers.add(
              new ApiPublisher(connection, ledger, writer(connection.loop()), channel, turn));
        }
      }
    }
  }

  private MessageWriter writer(EventLoop loop) {
    return writers.computeIfAbsent(loop, l -> new MessageWriter());
  }

  /** Lets all publish by the schedule; what is meant for {@code measureFrom} and later counts. */
  public void begin(Schedule schedule, long measureFrom) {
    for (int i = 0; i < loops.size(); i++) {
      EventLoop loop = loops.get(i);
      var meter = meters.get(i);
      loop.execute(() -> meter.measureFrom(measureFrom));
      List<Publisher> own = publishers.stream().filter(p -> p.loop() == loop).toList();
      if (!own.isEmpty()) {
        loop.execute(new Pacer(loop, meter, schedule, own));
      }
    }
  }
}
