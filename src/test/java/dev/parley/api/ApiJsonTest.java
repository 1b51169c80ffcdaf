package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import dev.parley.session.control.ClusterInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiJsonTest {
  private static final ClientInfo ANNA = new ClientInfo("anna", "c1", null, null);

  private final JsonCodec codec = new JsonCodec(new JsonReader(64), 1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0",
        "1e400",
        "12345678901234567890123.10",
        "{ \"b\" :\t1, \"a\": [ ] }",
        "\"\\u00fc\u00fc\\/ \uD83D\uDE00 <\"",
        "null"
      })
  void dataIsWrittenByteForByte(String data) {
    ClientInfo anna = new ClientInfo("anna", "c1", Payload.json(data), Payload.json(data));
    Publication publication = new Publication(7, 8, Payload.json(data), anna, Map.of("k", "v\""));
    String person =
        "{\"user\":\"anna\",\"client\":\"c1\",\"conn_info\":"
            + data
            + ",\"chan_info\":"
            + data
            + "}";
    assertThat(ApiJson.write(ApiResults.Publication.of(publication)))
        .isEqualTo(
            "{\"data\":"
                + data
                + ",\"info\":"
                + person
                + ",\"offset\":7,\"tags\":{\"k\":\"v\\\"\"},\"time\":8}");
  }

  @Test
  void historyAndPresenceHaveTheFieldsOfTheClientProtocol() {
    Publication bare = new Publication(0, 8, Payload.json("1"), null, Map.of());
    Publication full = new Publication(7, 8, Payload.json("{}"), ANNA, Map.of("a", "b"));
    for (List<Publication> publications : List.of(List.<Publication>of(), List.of(bare, full))) {
      Result.History history = new Result.History(publications, new StreamPosition(0, "e"));
      assertThat(ApiJson.write(ApiResults.HistoryPage.of(history)))
          .isEqualTo(codec.result(history));
    }
    for (Map<String, ClientInfo> clients :
        List.of(
            Map.<String, ClientInfo>of(),
            Map.of("c1", ANNA),
            Map.of("c2", new ClientInfo("", "c2", Payload.json("[1]"), Payload.json("2"))))) {
      Result.Presence presence = new Result.Presence(clients);
      assertThat(ApiJson.write(ApiResults.Clients.of(presence))).isEqualTo(codec.result(presence));
    }
    assertThat(ApiJson.write(new ApiResults.Stats(2, 1)))
        .isEqualTo(codec.result(new Result.PresenceStats(2, 1)));
    StreamPosition position = new StreamPosition(4, "e\"");
    assertThat(ApiJson.write(ApiResults.Position.of(position)))
        .isEqualTo(codec.result(new Result.Position(position)));
  }

  @ParameterizedTest
  @EnumSource
  void errorsSayWhetherTheyAreTemporary(ErrorCode code) {
    ProtocolException problem = new ProtocolException(code, "say \"it\" <&> \u00fc\u2028");
    assertThat(new ApiResponses().errorBody(problem))
        .isEqualTo(
            "{\"error\":{\"code\":"
                + code.code()
                + ",\"message\":\"say \\\"it\\\" <&> \u00fc\u2028\""
                + (code.temporary() ? ",\"temporary\":true}}" : "}}"));
  }

  @Test
  void writesOtherResults() {
    assertWritten(new ApiResults.SessionCount(2), "{\"num_clients\":2}");
    assertWritten(new ApiResults.Empty(), "{}");
    assertWritten(
        new ApiResults.Connections(true, Map.of("c1", new ApiResults.Connection("n1"))),
        "{\"online\":true,\"connections\":{\"c1\":{\"node\":\"n1\"}}}");
    assertWritten(
        new ApiResults.Connections(false, Map.of()), "{\"online\":false,\"connections\":{}}");
    assertWritten(
        ApiResults.ActiveChannels.of(Map.of("room:a", 2)),
        "{\"channels\":{\"room:a\":{\"num_clients\":2}}}");
    assertWritten(
        ApiResults.Nodes.of(List.of(new ClusterInfo.MemberInfo("u", "n", "v", 1, 2, 3, 4))),
        "{\"nodes\":[{\"uid\":\"u\",\"name\":\"n\",\"version\":\"v\",\"num_clients\":1,"
            + "\"num_users\":2,\"num_channels\":3,\"uptime\":4}]}");
    assertWritten(
        new ApiResults.Drain("serving", 3, null), "{\"state\":\"serving\",\"sessions\":3}");
    assertWritten(
        new ApiResults.Drain("draining", 3, 5L),
        "{\"state\":\"draining\",\"sessions\":3,\"until\":5}");
    assertWritten(
        new ApiResults.Revocation("u", 1, 2),
        "{\"user\":\"u\",\"issued_before\":1,\"kept_until\":2}");
    assertWritten(new ApiResults.IssuedTicket("t", 9), "{\"ticket\":\"t\",\"expires\":9}");
  }

  @Test
  void writesRepliesOfSeveralCommands() {
    ApiResults.Error error = new ApiResults.Error(111, "slower", true);
    ApiResults.Position position = new ApiResults.Position(1, "e");
    String written = "{\"code\":111,\"message\":\"slower\",\"temporary\":true}";
    assertWritten(
        new ApiResults.ChannelReplies(
            List.of(
                new ApiResults.ChannelReply(position, null),
                new ApiResults.ChannelReply(null, error))),
        "{\"responses\":[{\"result\":{\"offset\":1,\"epoch\":\"e\"}},{\"error\":"
            + written
            + "}]}");
    assertWritten(
        new ApiResults.BatchReplies(
            List.of(Map.of("publish", new RawValue("{\"x\": 1.0}")), Map.of("error", error))),
        "{\"replies\":[{\"publish\":{\"x\": 1.0}},{\"error\":" + written + "}]}");
    assertWritten(
        new ApiResults.Reply(new RawValue("{\"x\": 1.0}"), null), "{\"result\":{\"x\": 1.0}}");
    assertWritten(new ApiResults.Reply(null, error), "{\"error\":" + written + "}");
  }

  private static void assertWritten(Object value, String json) {
    assertThat(ApiJson.write(value)).isEqualTo(json);
  }
}
