// Package bird asks BIRD by its control socket, as birdc does (BIRD's doc/reply_codes, "Reply codes of BIRD command-line
// interface").
package bird

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// Socket is where Debian's BIRD listens.
const Socket = "/run/bird/bird.ctl"

// Configuration exists where a BIRD runs.
const Configuration = "/etc/underlay/bird.conf"

// Ask gives BIRD a command and returns what it says, in its own words, its greeting first as birdc prints it.
func Ask(ctx context.Context, command string) (string, error) { return askAt(ctx, Socket, command) }

func askAt(ctx context.Context, socket, command string) (string, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", socket)
	if err != nil {
		return "", fmt.Errorf("BIRD does not answer: %w", err)
	}
	defer conn.Close()
	end, limited := ctx.Deadline()
	if !limited {
		end = time.Now().Add(10 * time.Second)
	}
	_ = conn.SetDeadline(end)
	reader := bufio.NewReader(conn)
	greeting, err := reply(reader)
	if err != nil {
		return "", err
	}
	if _, err := fmt.Fprintln(conn, command); err != nil {
		return "", fmt.Errorf("BIRD does not answer: %w", err)
	}
	answer, err := reply(reader)
	return greeting + answer, err
}

// reply reads to the line that ends a reply: a code of four digits and a blank. Codes from 8000 are refusals.
func reply(reader *bufio.Reader) (string, error) {
	var text strings.Builder
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			return text.String(), fmt.Errorf("BIRD does not answer: %w", err)
		}
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, " ") {
			text.WriteString(line[1:] + "\n")
			continue
		}
		if len(line) < 5 {
			continue
		}
		code, err := strconv.Atoi(line[:4])
		if err != nil {
			continue
		}
		if code >= 8000 {
			return text.String(), errors.New(line[5:])
		}
		if code != 0 {
			text.WriteString(line[5:] + "\n")
		}
		if line[4] == ' ' {
			return text.String(), nil
		}
	}
}

// Sessions is what BIRD says of its time and of its sessions, in its own words; empty on a machine that runs no BIRD.
func Sessions(ctx context.Context) (string, error) {
	if _, err := os.Stat(Configuration); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	said := ""
	for _, command := range []string{"show status", "show protocols all"} {
		text, err := Ask(ctx, command)
		said += text
		if err != nil {
			return said, err
		}
	}
	return said, nil
}

// Run is `underlay-bgp [restart PROTOCOL]`: what Sessions says. With `restart` it ends a session, which the two ends then set up
// anew.
func Run(arguments []string) (err error) {
	said := ""
	switch {
	case len(arguments) == 0:
		said, err = Sessions(context.Background())
	case len(arguments) == 2 && arguments[0] == "restart":
		said, err = Ask(context.Background(), "restart "+strconv.Quote(arguments[1]))
	default:
		return errors.New("usage: underlay-bgp [restart PROTOCOL]")
	}
	fmt.Print(said)
	return err
}
