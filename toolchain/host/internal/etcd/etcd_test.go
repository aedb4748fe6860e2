package etcd

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func b64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// gateway answers every call with a text, and remembers the last one.
func gateway(t *testing.T, status int, answer string) (Client, *string) {
	t.Helper()
	asked := new(string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*asked = r.URL.Path + " " + string(body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return Client{server.URL}, asked
}

func TestBelowReadsEveryPairOfAPrefix(t *testing.T) {
	client, asked := gateway(t, 200, fmt.Sprintf(`{"header":{"revision":"12"},"kvs":[{"key":%q,"value":%q}]}`, b64("/a/1"), b64("one")))
	found, err := client.Below(t.Context(), "/a/")
	if err != nil || found.Revision != 12 || len(found.Pairs) != 1 || found.Pairs[0] != (Pair{"/a/1", "one"}) {
		t.Errorf("%+v, %v", found, err)
	}
	if want := fmt.Sprintf(`/v3/kv/range {"key":%q,"rangeEnd":%q}`, b64("/a/"), b64("/a0")); *asked != want {
		t.Errorf("asked %s, want %s", *asked, want)
	}
}

func TestPutNewKeepsWhatIsThere(t *testing.T) {
	client, asked := gateway(t, 200, `{}`)
	if err := client.PutNew(t.Context(), Pair{"own", "1"}, Pair{"all", "2"}); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"compare":[{"key":%[1]q,"target":"MOD","result":"EQUAL","modRevision":"0"}],`+
		`"success":[{"requestPut":{"key":%[1]q,"value":%[2]q}},{"requestPut":{"key":%[3]q,"value":%[4]q}}],`+
		`"failure":[{"requestPut":{"key":%[3]q,"value":%[4]q}}]}`, b64("own"), b64("1"), b64("all"), b64("2"))
	if *asked != "/v3/kv/txn "+want {
		t.Errorf("asked %s, want %s", *asked, want)
	}
}

func TestMoreKeysThanATransactionTakesArePutAndDeletedInParts(t *testing.T) {
	held := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Success []struct{ RequestPut, RequestDeleteRange struct{ Key []byte } }
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || len(asked.Success) > 128 {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":"etcdserver: too many operations in txn request"}`)
			return
		}
		for _, operation := range asked.Success {
			if key := operation.RequestPut.Key; key != nil {
				held[string(key)] = true
			}
			delete(held, string(operation.RequestDeleteRange.Key))
		}
		_, _ = io.WriteString(w, "{}")
	}))
	defer server.Close()
	client := Client{server.URL}
	var keys []string
	var pairs []Pair
	for i := range 300 {
		keys = append(keys, fmt.Sprint("/a/", i))
		pairs = append(pairs, Pair{keys[i], "x"})
	}
	if err := client.Put(t.Context(), pairs...); err != nil || len(held) != 300 {
		t.Error(len(held), err)
	}
	if err := client.Delete(t.Context(), keys[:299]...); err != nil || len(held) != 1 {
		t.Error(len(held), err)
	}
}

func TestRefusalsAndSilenceAreErrors(t *testing.T) {
	client, _ := gateway(t, 400, `{"error":"etcdserver: mvcc: required revision has been compacted"}`)
	if _, err := client.Below(t.Context(), "/a/"); err == nil || !strings.Contains(err.Error(), "compacted") {
		t.Error(err)
	}
	if err := client.Healthy(t.Context()); err == nil {
		t.Error("an etcd that refuses is healthy")
	}
	gone := Client{"http://127.0.0.1:1"}
	if _, err := gone.Below(t.Context(), "/a/"); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Error(err)
	}
	if _, err := (Client{}).Below(t.Context(), "/a/"); err == nil {
		t.Error("a lab without a datastore has an answer")
	}
}

func TestChangedReturnsAfterTheFirstEvent(t *testing.T) {
	begun := `{"result":{"header":{"revision":"3"},"created":true}}` + "\n"
	for answer, want := range map[string]string{
		begun + `{"result":{"events":[{"kv":{}}]}}`: "",
		begun: "ended",
		begun + `{"result":{"canceled":true,"cancelReason":"the revision is gone"}}`: "the revision is gone",
	} {
		client, asked := gateway(t, 200, answer)
		err := client.Changed(t.Context(), "/a/", 3)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", answer, err)
		}
		if !strings.Contains(*asked, `"startRevision":"4"`) {
			t.Errorf("asked %s", *asked)
		}
	}
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := (Client{"http://127.0.0.1:1"}).Await(ctx); err == nil {
		t.Error("nobody answered")
	}
}
