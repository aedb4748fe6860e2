package bird

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// standIn is a BIRD that greets, reads one line, and says this.
func standIn(t *testing.T, answer string) string {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "bird.ctl")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("0001 BIRD 2.0.12 ready.\n"))
			_, _ = conn.Read(make([]byte, 100))
			_, _ = conn.Write([]byte(answer))
			conn.Close()
		}
	}()
	return socket
}

func TestAnswersAreAsBirdcPrintsThem(t *testing.T) {
	socket := standIn(t, "2002-Name       Proto\n1002-mesh1      BGP\n1006-  BGP state:  Established\n     Neighbor address: 100.64.0.2\n \n0000 \n")
	got, err := askAt(context.Background(), socket, "show protocols all")
	want := "BIRD 2.0.12 ready.\nName       Proto\nmesh1      BGP\n  BGP state:  Established\n    Neighbor address: 100.64.0.2\n\n"
	if err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
}

func TestRefusalsAndSilenceAreErrors(t *testing.T) {
	for answer, want := range map[string]string{
		"9001 syntax error, unexpected CF_SYM\n": "syntax error, unexpected CF_SYM",
		"8003 No protocols match\n":              "No protocols match",
		"2002-Name\n":                            "BIRD does not answer",
	} {
		if _, err := askAt(context.Background(), standIn(t, answer), "x"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", answer, err)
		}
	}
	if _, err := askAt(context.Background(), "/none", "x"); err == nil || !strings.Contains(err.Error(), "BIRD does not answer") {
		t.Error(err)
	}
}
