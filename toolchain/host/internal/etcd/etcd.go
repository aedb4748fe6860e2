// Package etcd asks the lab's datastore by its JSON gateway (etcd, "Why gRPC gateway"). etcd's own client would make the start
// of every program of a host 3 ms longer, and ten times that in a guest whose processor is emulated.
package etcd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"underlay.local/host/internal/waiting"
)

// Limit of one call; a watch has none.
const Limit = 5 * time.Second

// most operations of one transaction: etcd takes 128 (etcd, --max-txn-ops).
const most = 100

// Client of the etcd at an endpoint such as http://100.64.0.2:2379.
type Client struct{ Endpoint string }

// Snapshot is what was below a prefix at a revision of the datastore.
type Snapshot struct {
	Revision int64
	Pairs    []Pair
}

// Pair is a key with its value.
type Pair struct{ Key, Value string }

// A peer that is gone without a word is noticed within 12 s, and one that was made anew with its address within 3.
var transport = &http.Transport{DialContext: (&net.Dialer{
	Timeout:         2 * time.Second,
	KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 3 * time.Second, Interval: 3 * time.Second, Count: 3},
}).DialContext}

// Healthy is nil when etcd answers and has a leader, which it says by the status of its answer.
func (c Client) Healthy(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.Endpoint+"/health", nil)
	if err != nil {
		return err
	}
	answer, err := transport.RoundTrip(request)
	if err == nil {
		answer.Body.Close()
	}
	if err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("etcd at %s does not answer as healthy", c.Endpoint)
	}
	return nil
}

// Await returns once etcd is healthy, or when the context ends.
func (c Client) Await(ctx context.Context) error {
	return waiting.Until(ctx, time.Second, 100*time.Millisecond, c.Healthy)
}

type key = []byte

type keyRange struct {
	Key      key `json:"key"`
	RangeEnd key `json:"rangeEnd,omitempty"`
}

// below a prefix: up to the first key that does not begin with it (etcd, "key ranges").
func below(prefix string) keyRange {
	end := []byte(prefix)
	end[len(end)-1]++
	return keyRange{key(prefix), end}
}

type header struct {
	Revision int64 `json:"revision,string"`
}

// Below reads every pair whose key begins with the prefix, in the order of the keys.
func (c Client) Below(ctx context.Context, prefix string) (Snapshot, error) {
	var answer struct {
		Header header
		Kvs    []struct{ Key, Value key }
	}
	if err := c.call(ctx, "kv/range", below(prefix), &answer); err != nil {
		return Snapshot{}, err
	}
	found := Snapshot{Revision: answer.Header.Revision}
	for _, pair := range answer.Kvs {
		found.Pairs = append(found.Pairs, Pair{string(pair.Key), string(pair.Value)})
	}
	return found, nil
}

type operation struct {
	Put    *put      `json:"requestPut,omitempty"`
	Delete *keyRange `json:"requestDeleteRange,omitempty"`
}

type put struct {
	Key   key `json:"key"`
	Value key `json:"value"`
}

type absence struct {
	Key         key    `json:"key"`
	Target      string `json:"target"`
	Result      string `json:"result"`
	ModRevision string `json:"modRevision"`
}

type transaction struct {
	Compare []absence   `json:"compare,omitempty"`
	Success []operation `json:"success,omitempty"`
	Failure []operation `json:"failure,omitempty"`
}

func puts(pairs []Pair) []operation {
	var all []operation
	for _, pair := range pairs {
		all = append(all, operation{Put: &put{key(pair.Key), key(pair.Value)}})
	}
	return all
}

// Put writes all pairs, as far as they fit in one transaction.
func (c Client) Put(ctx context.Context, pairs ...Pair) error { return c.all(ctx, puts(pairs)) }

// PutNew writes the pairs, and the one called own only if there is none of that key, in one transaction.
func (c Client) PutNew(ctx context.Context, own Pair, pairs ...Pair) error {
	return c.call(ctx, "kv/txn", transaction{
		Compare: []absence{{key(own.Key), "MOD", "EQUAL", "0"}},
		Success: puts(append([]Pair{own}, pairs...)),
		Failure: puts(pairs),
	}, nil)
}

// Delete the keys, as far as they fit in one transaction.
func (c Client) Delete(ctx context.Context, keys ...string) error {
	var all []operation
	for _, each := range keys {
		all = append(all, operation{Delete: &keyRange{Key: key(each)}})
	}
	return c.all(ctx, all)
}

// all operations, in their order. What an error cut off may be done again.
func (c Client) all(ctx context.Context, operations []operation) error {
	for part := range slices.Chunk(operations, most) {
		if err := c.call(ctx, "kv/txn", transaction{Success: part}, nil); err != nil {
			return err
		}
	}
	return nil
}

// Changed returns nil after the first change below the prefix since a revision; an error when the watch ended before.
func (c Client) Changed(ctx context.Context, prefix string, since int64) error {
	type create struct {
		keyRange
		StartRevision int64 `json:"startRevision,string"`
	}
	answer, err := c.post(ctx, "watch", map[string]create{"createRequest": {below(prefix), since + 1}})
	if err != nil {
		return err
	}
	defer answer.Close()
	messages := json.NewDecoder(answer)
	for {
		var message struct {
			Result struct {
				Canceled     bool
				CancelReason string
				Events       []json.RawMessage
			}
		}
		if err := messages.Decode(&message); err != nil {
			return fmt.Errorf("the watch at %s ended: %w", c.Endpoint, err)
		}
		if message.Result.Canceled {
			return fmt.Errorf("etcd ended the watch: %s", message.Result.CancelReason)
		}
		if len(message.Result.Events) > 0 {
			return nil
		}
	}
}

func (c Client) call(ctx context.Context, name string, question, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	body, err := c.post(ctx, name, question)
	if err != nil {
		return err
	}
	defer body.Close()
	if answer == nil {
		_, err = io.Copy(io.Discard, body)
		return err
	}
	return json.NewDecoder(body).Decode(answer)
}

func (c Client) post(ctx context.Context, name string, question any) (io.ReadCloser, error) {
	if c.Endpoint == "" {
		return nil, errors.New("this lab has no datastore")
	}
	text, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Endpoint+"/v3/"+name, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return nil, fmt.Errorf("etcd at %s does not answer: %w", c.Endpoint, err)
	}
	if answer.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(answer.Body, 500))
		answer.Body.Close()
		return nil, fmt.Errorf("etcd at %s refuses %s: %s %s", c.Endpoint, name, answer.Status, strings.TrimSpace(string(said)))
	}
	return answer.Body, nil
}
