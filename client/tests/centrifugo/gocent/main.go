// Calls each method of the library gocent for Go against a member, and says what came of it.
//
//	go mod init check && go get github.com/centrifugal/gocent/v3@v3.3.0
//	PARLEY_DEV=true …                                   # the member; no setting is needed
//	go run main.go http://localhost:9080 dev            # its address, and a key with the right admin
//
// Ends with 1 when something is not as docs/centrifugo.md says.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/centrifugal/gocent/v3"
)

var failed int

func check(what string, holds bool, seen ...any) {
	verdict := "ok  "
	if !holds {
		verdict = "FAIL"
		failed++
	}
	fmt.Println(append([]any{verdict, what, "->"}, seen...)...)
}

// refused says whether a call has failed by this code, in the way of the library.
func refused(what string, code int, err error) {
	var problem *gocent.Error
	check(what, errors.As(err, &problem) && problem.Code == code, err)
}

// online connects a client of the user by a stream without an SDK; gives back its id.
func online(base, user, room string) string {
	answer, err := http.Get(base + "/dev/token?user=" + user)
	if err != nil {
		panic(err)
	}
	var token struct{ Token string }
	_ = json.NewDecoder(answer.Body).Decode(&token)
	body, _ := json.Marshal(map[string]any{"subs": map[string]any{room: map[string]any{}}})
	request, _ := http.NewRequest("POST", base+"/connection/uni_http_stream", bytes.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+token.Token)
	stream, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	lines := bufio.NewReader(stream.Body)
	first, err := lines.ReadBytes('\n')
	if err != nil {
		panic(err)
	}
	var connected struct{ Connect struct{ Client string } }
	_ = json.Unmarshal(first, &connected)
	go func() {
		for {
			if _, err := lines.ReadBytes('\n'); err != nil {
				return
			}
		}
	}()
	return connected.Connect.Client
}

func main() {
	base, key := os.Args[1], os.Args[2]
	client := gocent.New(gocent.Config{
		Addr: base + "/api", Key: key, HTTPClient: &http.Client{Timeout: 10 * time.Second},
	})
	ctx := context.Background()
	id := fmt.Sprint(time.Now().UnixNano())
	room, event, user := "room:gocent-"+id, "event:gocent-"+id, "gocent-"+id

	first, err := client.Publish(ctx, room, []byte(`{"n": 1}`))
	check("Publish", err == nil && first.Offset == 1 && first.Epoch != "", first, err)
	_, err = client.Publish(ctx, room, []byte(`1`), gocent.WithSkipHistory(true))
	refused("Publish, WithSkipHistory in a durable channel", 107, err)
	_, err = client.Publish(ctx, event, []byte(`1`), gocent.WithSkipHistory(true))
	check("Publish, WithSkipHistory in a channel without a log", err == nil, err)
	both, err := client.Broadcast(ctx, []string{room, "nosuch:x"}, []byte(`{"n": 2}`))
	check("Broadcast", err == nil && both.Responses[0].Result.Offset == 2 &&
		both.Responses[1].Error.Code == 102, err)

	page, err := client.History(ctx, room, gocent.WithLimit(gocent.NoLimit), gocent.WithReverse(true))
	check("History", err == nil && len(page.Publications) == 2 && page.Offset == 2, err)
	since, err := client.History(ctx, room, gocent.WithLimit(9),
		gocent.WithSince(&gocent.StreamPosition{Offset: 1, Epoch: page.Epoch}))
	check("History, WithSince", err == nil && string(since.Publications[0].Data) == `{"n":2}`, err)

	session := online(base, user, room)
	present, err := client.Presence(ctx, room)
	check("Presence", err == nil && present.Presence[session].User == user, present, err)
	stats, err := client.PresenceStats(ctx, room)
	check("PresenceStats", err == nil && stats.NumClients == 1 && stats.NumUsers == 1, stats, err)
	active, err := client.Channels(ctx, gocent.WithPattern("room:gocent-*"))
	_, there := active.Channels[room]
	check("Channels, WithPattern", err == nil && there, err)
	info, err := client.Info(ctx)
	check("Info", err == nil && info.Nodes[0].UID != "", info, err)

	err = client.Subscribe(ctx, room+"-2", user, gocent.WithSubscribeClient(session),
		gocent.WithPresence(true), gocent.WithJoinLeave(true), gocent.WithPosition(true),
		gocent.WithRecover(true), gocent.WithSubscribeData([]byte(`{"s":1}`)))
	check("Subscribe, with what the namespace does", err == nil, err)
	err = client.Subscribe(ctx, event, user, gocent.WithRecover(true))
	refused("Subscribe, WithRecover in a channel without a log", 107, err)
	err = client.Subscribe(ctx, event, user, gocent.WithSubscribeInfo([]byte(`{"a":1}`)))
	refused("Subscribe, WithSubscribeInfo", 107, err)
	err = client.Unsubscribe(ctx, room+"-2", user, gocent.WithUnsubscribeClient(session))
	check("Unsubscribe", err == nil, err)

	err = client.HistoryRemove(ctx, room)
	left, _ := client.History(ctx, room, gocent.WithLimit(9))
	check("HistoryRemove", err == nil && len(left.Publications) == 0 && left.Offset == 2, left, err)
	refused("HistoryRemove, a channel without a log", 108, client.HistoryRemove(ctx, event))

	pipe := client.Pipe()
	_ = pipe.AddPublish(room, []byte(`{"n": 3}`))
	_ = pipe.AddPublish("nosuch:x", []byte(`1`))
	_ = pipe.AddPresenceStats(room)
	replies, err := client.SendPipe(ctx, pipe)
	check("SendPipe", err == nil && replies[0].Error == nil && replies[1].Error.Code == 102 &&
		string(replies[2].Result) == `{"num_clients":1,"num_users":1}`, err)

	err = client.Disconnect(ctx, user, gocent.WithDisconnectClientWhitelist([]string{session}))
	stats, _ = client.PresenceStats(ctx, room)
	check("Disconnect, WithDisconnectClientWhitelist", err == nil && stats.NumClients == 1, stats, err)
	err = client.Disconnect(ctx, user, gocent.WithDisconnect(
		&gocent.Disconnect{Code: 4500, Reason: "x", Reconnect: true}))
	refused("Disconnect, Reconnect against the code", 107, err)
	err = client.Disconnect(ctx, user, gocent.WithDisconnect(&gocent.Disconnect{Code: 4500, Reason: "x"}))
	stats, _ = client.PresenceStats(ctx, room)
	check("Disconnect, WithDisconnect", err == nil && stats.NumClients == 0, stats, err)

	_, err = gocent.New(gocent.Config{Addr: base + "/api", Key: "no key"}).Info(ctx)
	var status gocent.ErrStatusCode
	check("a wrong key", errors.As(err, &status) && status.Code == 401, err)

	if failed > 0 {
		fmt.Println(failed, "failed")
		os.Exit(1)
	}
	fmt.Println("all as documented")
}
