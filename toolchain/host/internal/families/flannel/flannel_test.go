package flannel

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"underlay.local/host/internal/etcd"
)

// inTurn answers with one text after the other, and with the last one from then on; an empty one is a refusal.
func inTurn(t *testing.T, answers ...string) etcd.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if answers[0] == "" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = io.WriteString(w, answers[0])
		if len(answers) > 1 {
			answers = answers[1:]
		}
	}))
	t.Cleanup(server.Close)
	return etcd.Client{Endpoint: server.URL}
}

const has, empty, away = `{"header":{"revision":"5"},"kvs":[{"key":"a2V5","value":""}]}`, `{"header":{"revision":"1"}}`, ""

func TestAHostIsLostWhenTheDatastoreAnswersWithoutItsLease(t *testing.T) {
	ended := `{"result":{"events":[{}]}}`
	for name, client := range map[string]etcd.Client{
		"deleted":     inTurn(t, has, ended, empty),
		"made anew":   inTurn(t, has, away, away, empty),
		"never there": inTurn(t, empty),
	} {
		if err := untilLost(t.Context(), client, "key"); err == nil || !strings.Contains(err.Error(), "lost") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAHostIsNotLostWhileTheDatastoreIsAway(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := untilLost(ctx, inTurn(t, has, away), "key"); err != nil {
		t.Error(err)
	}
}

func TestAHostKeepsItsLeaseUnlessItMoved(t *testing.T) {
	in := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key := subnets + "10.244.1.0-24"
	networkFile = in("net-conf.json", `{"Network":"10.244.0.0/16"}`)
	reservationFile = in("reservation.json", `{"key":"`+key+`","value":{"PublicIP":"100.64.0.65"}}`)
	for held, isKept := range map[string]bool{
		"": true,
		`{"PublicIP":"100.64.0.65","BackendType":"vxlan","BackendData":{"VNI":1}}`: true,
		`{"PublicIP":"100.64.0.1","BackendType":"vxlan","BackendData":{"VNI":1}}`:  false,
		`{`: false,
	} {
		answer := map[string]any{"header": map[string]string{"revision": "5"}}
		if held != "" {
			answer["kvs"] = []map[string][]byte{{"key": []byte(key), "value": []byte(held)}}
		}
		var asked struct {
			Compare []any
			Success []struct{ RequestPut struct{ Key, Value []byte } }
		}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/v3/kv/txn" {
				_ = json.NewDecoder(r.Body).Decode(&asked)
			}
			_ = json.NewEncoder(w).Encode(answer)
		}))
		own, err := register(t.Context(), etcd.Client{Endpoint: server.URL})
		server.Close()
		if err != nil || own != key {
			t.Fatal(own, err)
		}
		if len(asked.Success) != 2 || string(asked.Success[0].RequestPut.Value) != `{"PublicIP":"100.64.0.65"}` {
			t.Errorf("%s: %+v", held, asked)
		}
		// Only if there is none by then.
		if (len(asked.Compare) == 1) != isKept {
			t.Errorf("%s: it is kept: %v", held, !isKept)
		}
	}
}

func TestLeasesOfHostsThatHadThisOnesAddressGo(t *testing.T) {
	folder := t.TempDir()
	networkFile, reservationFile = filepath.Join(folder, "network"), filepath.Join(folder, "reservation")
	for path, text := range map[string]string{
		networkFile: `{}`, reservationFile: `{"key":"` + subnets + `10.244.2.0-24","value":{"PublicIP":"100.64.0.3"}}`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	held := []map[string][]byte{
		{"key": []byte(subnets + "10.244.1.0-24"), "value": []byte(`{"PublicIP":"100.64.0.1"}`)},
		{"key": []byte(subnets + "10.244.3.0-24"), "value": []byte(`{"PublicIP":"100.64.0.3"}`)},
	}
	var deleted []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Success []struct{ RequestDeleteRange struct{ Key []byte } }
		}
		_ = json.NewDecoder(r.Body).Decode(&asked)
		for _, each := range asked.Success {
			if key := string(each.RequestDeleteRange.Key); key != "" {
				deleted = append(deleted, key)
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"header": map[string]string{"revision": "5"}, "kvs": held})
	}))
	defer server.Close()
	if _, err := register(t.Context(), etcd.Client{Endpoint: server.URL}); err != nil {
		t.Fatal(err)
	}
	if len(deleted) != 1 || deleted[0] != subnets+"10.244.3.0-24" {
		t.Errorf("deleted: %v", deleted)
	}
}

func TestVTEPsHaveFlannelsPrefixAndTheUnderlaysAddress(t *testing.T) {
	if got := macOf(netip.MustParseAddr("100.65.0.2")).String(); got != "0e:2a:64:41:00:02" {
		t.Error(got)
	}
}

func TestLeasesAreThoseOfTheDatastore(t *testing.T) {
	// /coreos.com/network/subnets/10.244.1.0-24
	answer := `{"header":{"revision":"5"},"kvs":[{"key":"L2NvcmVvcy5jb20vbmV0d29yay9zdWJuZXRzLzEwLjI0NC4xLjAtMjQ=","value":"e30="}]}`
	f := flannel{datastore: inTurn(t, answer)}
	leases, err := f.leases(t.Context())
	if err != nil || len(leases) != 1 || leases[0].Subnet.String() != "10.244.1.0/24" {
		t.Errorf("%+v, %v", leases, err)
	}
	keys, err := f.StaleKeys(t.Context(), nil)
	if err != nil || len(keys) != 1 || keys[0] != "/coreos.com/network/subnets/10.244.1.0-24" {
		t.Errorf("%v, %v", keys, err)
	}
}

func TestStateSaysThatLeasesAreNotKnown(t *testing.T) {
	state := flannel{datastore: inTurn(t, away)}.State(t.Context())
	if leases, is := state["leases"]; !is || leases != nil {
		t.Errorf("%v", state)
	}
}
