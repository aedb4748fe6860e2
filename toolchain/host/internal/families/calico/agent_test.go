package calico

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"underlay.local/host/internal/etcd"
)

const nodeOne = `{"spec":{"bgp":{"ipv4Address":"100.64.0.1/26"},"ipv4VXLANTunnelAddr":"10.244.1.0","vxlanTunnelMACAddr":"66:00:00:00:00:01"}}`

// standIn is an etcd whose contents a test changes; while it is away it refuses. Every watch ends at once.
type standIn struct {
	sync.Mutex
	away  bool
	pairs map[string]string
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	if !s.away && r.URL.Path == "/v3/kv/txn" {
		s.take(r.Body)
		_, _ = io.WriteString(w, "{}")
		return
	}
	if s.away || r.URL.Path != "/v3/kv/range" {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	kvs := []map[string]string{}
	for key, value := range s.pairs {
		kvs = append(kvs, map[string]string{"key": encode(key), "value": encode(value)})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"header": map[string]string{"revision": "1"}, "kvs": kvs})
}

// take a transaction of puts and deletes of single keys.
func (s *standIn) take(body io.Reader) {
	var asked struct {
		Success []struct {
			RequestPut         struct{ Key, Value []byte }
			RequestDeleteRange struct{ Key []byte }
		}
	}
	_ = json.NewDecoder(body).Decode(&asked)
	for _, operation := range asked.Success {
		if key := operation.RequestPut.Key; key != nil {
			s.pairs[string(key)] = string(operation.RequestPut.Value)
		}
		delete(s.pairs, string(operation.RequestDeleteRange.Key))
	}
}

// recorder is a data plane that remembers what it was to hold.
type recorder chan string

func (r recorder) Hold(w world, _ string, only bool) (int, error) {
	r <- fmt.Sprintf("%d nodes, only: %v", len(w.nodes), only)
	return len(w.blocks), nil
}

func TestTheDataPlaneStaysWhileTheDatastoreIsAway(t *testing.T) {
	registeredAs(t, nodeOne)
	datastore := &standIn{pairs: map[string]string{nodeKeys + "host1": nodeOne, nodeKeys + "host2": nodeOne}}
	server := httptest.NewServer(datastore)
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	plane := make(recorder)
	go follow(ctx, etcd.Client{Endpoint: server.URL}, "host1", plane)
	if got := <-plane; got != "2 nodes, only: true" {
		t.Fatal(got)
	}
	datastore.Lock()
	datastore.away = true
	datastore.Unlock()
	// What was under way when it went may still come.
	for quiet := false; !quiet; {
		select {
		case <-plane:
		case <-time.After(700 * time.Millisecond):
			quiet = true
		}
	}
	select {
	case got := <-plane:
		t.Errorf("an answer that never came was obeyed: %s", got)
	case <-time.After(time.Second):
	}
	datastore.Lock()
	datastore.away = false
	datastore.Unlock()
	if got := <-plane; got != "2 nodes, only: true" {
		t.Error(got)
	}
}

func TestNothingIsTakenOutWhileOthersRegisterAgain(t *testing.T) {
	registeredAs(t, nodeOne)
	// An etcd that was made anew.
	datastore := &standIn{pairs: map[string]string{}}
	server := httptest.NewServer(datastore)
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	plane := make(recorder)
	go follow(ctx, etcd.Client{Endpoint: server.URL}, "host1", plane)
	if got := <-plane; got != "1 nodes, only: false" {
		t.Error(got)
	}
}

func TestWorldOfTheDatastore(t *testing.T) {
	block := netip.MustParsePrefix("10.244.1.0/26")
	w := worldOf(etcd.Snapshot{Pairs: []etcd.Pair{
		{Key: nodeKeys + "host1", Value: nodeOne},
		{Key: nodeKeys + "broken", Value: "{"},
		{Key: nodeKeys + "without-a-vtep", Value: `{"spec":{"bgp":{"ipv4Address":"100.64.0.2/26"},"vxlanTunnelMACAddr":"66:00:00:00:00:02"}}`},
		{Key: nodeKeys + "without-an-address", Value: `{"spec":{"ipv4VXLANTunnelAddr":"10.244.2.0","vxlanTunnelMACAddr":"66:00:00:00:00:02"}}`},
		{Key: nodeKeys + "of-infiniband", Value: strings.Replace(nodeOne, "66:00", "66:00:00:00", 1)},
		{Key: blockKey("host1", block), Value: `{"state":"confirmed"}`},
		{Key: blockKey("host1", netip.MustParsePrefix("10.244.1.5/26")), Value: `{"state":"confirmed"}`},
		{Key: "/calico/other", Value: "x"},
	}})
	one := w.nodes["host1"]
	if len(w.nodes) != 1 || one.address.String() != "100.64.0.1" || one.vtep.String() != "10.244.1.0" || one.mac.String() != "66:00:00:00:00:01" {
		t.Errorf("%+v", w.nodes)
	}
	if len(w.blocks) != 1 || w.blocks[block] != "host1" {
		t.Errorf("%+v", w.blocks)
	}
}

func TestWaysToOtherNodes(t *testing.T) {
	near, far, vtep := netip.MustParseAddr("100.64.0.2"), netip.MustParseAddr("100.64.0.66"), netip.MustParseAddr("10.244.9.0")
	w := world{nodes: map[string]node{"own": {}, "near": {address: near, vtep: vtep}, "far": {address: far, vtep: vtep}}}
	isNeighbour := func(address netip.Addr) bool { return address == near }
	for crossSubnet, want := range map[bool]wayTo{false: {vtep, true}, true: {near, false}} {
		found := ways(w, "own", crossSubnet, isNeighbour)
		if len(found) != 2 || found["near"] != want || found["far"] != (wayTo{vtep, true}) {
			t.Errorf("CrossSubnet %v: %+v", crossSubnet, found)
		}
	}
}

func TestBlocksOfTheFileThatBIRDReads(t *testing.T) {
	text := "# None before the first workload.\nroute 10.244.1.0/26 blackhole;\nroute 10.244.1.64/26 blackhole;\n"
	want := []netip.Prefix{netip.MustParsePrefix("10.244.1.0/26"), netip.MustParsePrefix("10.244.1.64/26")}
	if got := blackholes(text); !slices.Equal(got, want) {
		t.Error(got)
	}
}

func TestRefusedSegmentsAreCounted(t *testing.T) {
	netstat := "TcpExt: SyncookiesSent TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure\nTcpExt: 7 1 2 3\nIpExt: InNoRoutes\nIpExt: 9\n"
	if got := countMD5(netstat); got != 6 {
		t.Error(got)
	}
}
