package bird

import (
	"context"
	"errors"
	"os"
	"regexp"
	"strings"
	"time"

	"underlay.local/host/internal/files"
)

// running is the configuration that BIRD has read.
const running = "/run/bird/running.conf"

// Note is `underlay-host bird-note`: what BIRD is about to read.
func Note([]string) error {
	text, err := os.ReadFile(Configuration)
	if err != nil {
		return err
	}
	return files.Replace(running, text, 0o600)
}

// Reload is `underlay-host bird-reload`: BIRD takes a changed configuration. Sessions that stay as they are stay up. One that
// changes, by a password for instance, would be closed, and both ends would drop what they learned by it: where the kernel keeps
// the routes of a BIRD that ends, it starts anew instead, and peers keep its routes meanwhile (RFC 4724).
func Reload([]string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	former, err := os.ReadFile(running)
	if err != nil {
		return err
	}
	now, err := os.ReadFile(Configuration)
	if err != nil {
		return err
	}
	if strings.Contains(string(now), "persist;") && changesSessions(string(former), string(now)) {
		_, err := Ask(ctx, "graceful restart")
		return err
	}
	if _, err := Ask(ctx, "configure"); err != nil {
		return errors.New("BIRD refuses its configuration: " + err.Error())
	}
	return Note(nil)
}

var session = regexp.MustCompile(`(?ms)^(template|protocol) bgp (\S+)[^{]*\{.*?^\}`)

// changesSessions tells whether a session that both configurations have differs.
func changesSessions(former, now string) bool {
	before := map[string]string{}
	for _, found := range session.FindAllStringSubmatch(former, -1) {
		before[found[2]] = found[0]
	}
	for _, found := range session.FindAllStringSubmatch(now, -1) {
		if text, has := before[found[2]]; has && text != found[0] {
			return true
		}
	}
	return false
}
