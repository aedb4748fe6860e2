package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
)

func routesIn(t *testing.T, s space) string {
	t.Helper()
	var output []byte
	s.in(t, func() (err error) {
		output, err = exec.Command("ip", "-4", "route").Output()
		return err
	})
	return strings.ReplaceAll(string(output), " \n", "\n")
}

func TestAddWiresAsCalicoDoes(t *testing.T) {
	h := newHost(t)
	inside, result, _ := h.add(t, "c1")
	if got := result.IPs[0].Address.String(); got != "10.244.1.0/32" || result.Interfaces[1].Sandbox != inside.path() {
		t.Errorf("result: %v", result)
	}
	// printf c1 | sha1sum
	const name = "cali2f22765d049"
	if result.Interfaces[0].Name != name {
		t.Fatalf("host end: %s", result.Interfaces[0].Name)
	}
	if got, want := routesIn(t, inside), "default via 169.254.1.1 dev eth0\n169.254.1.1 dev eth0 scope link\n"; got != want {
		t.Errorf("routes of the workload:\n%s", got)
	}
	if got := routesIn(t, h.space); !strings.Contains(got, "\n10.244.1.0 dev "+name+" scope link\n") {
		t.Errorf("routes of the host:\n%s", got)
	}
	h.in(t, func() error {
		link, err := netlink.LinkByName(name)
		if err != nil {
			return err
		}
		if a := link.Attrs(); a.HardwareAddr.String() != "ee:ee:ee:ee:ee:ee" || a.MTU != 1480 || a.OperState != netlink.OperUp {
			t.Errorf("host end: %+v", a)
		}
		for _, s := range hostSettings(name) {
			if got, err := s.current(); err != nil || got != s.value {
				t.Errorf("%s: %s, %v", s.name, got, err)
			}
		}
		return nil
	})
	assertFile(t, filepath.Join(h.dir, "blocks.conf"), "route 10.244.1.0/26 blackhole;\n")
}

// Two workloads of one host talk by way of the host, each seen with its own address.
func TestWorkloadsReachEachOther(t *testing.T) {
	h := newHost(t)
	first, _, _ := h.add(t, "c1")
	second, _, _ := h.add(t, "c2")
	var listener net.Listener
	first.in(t, func() (err error) {
		listener, err = net.Listen("tcp4", "10.244.1.0:7000")
		return err
	})
	defer listener.Close()
	second.in(t, func() error {
		conn, err := net.DialTimeout("tcp4", "10.244.1.0:7000", 5*time.Second)
		if err != nil {
			return err
		}
		return conn.Close()
	})
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got, _, _ := net.SplitHostPort(conn.RemoteAddr().String()); got != "10.244.1.1" {
		t.Errorf("the caller is seen as %s", got)
	}
}

func TestSecondAddIsRefused(t *testing.T) {
	h := newHost(t)
	inside, _, _ := h.add(t, "c1")
	_, err := h.call(t, call{command: "ADD", container: "c1", netns: inside.path()})
	assertCode(t, err, codeExists)
	const want = "container c1 is connected already; It has address 10.244.1.0 on eth0. Call DEL first to connect it anew."
	if err.Error() != want {
		t.Errorf("error: %v", err)
	}
}

func TestAddAsksForAnAddress(t *testing.T) {
	h, inside := newHost(t), newSpace(t)
	output, err := h.call(t, call{command: "ADD", container: "c1", netns: inside.path(), args: "IP=10.244.1.70"})
	if err != nil || !strings.Contains(string(output), `"10.244.1.70/32"`) {
		t.Fatalf("%s, %v", output, err)
	}
	for address, code := range map[string]uint{"10.244.1.70": codeTaken, "10.244.2.1": codeOutside} {
		_, err = h.call(t, call{command: "ADD", container: "c2", netns: newSpace(t).path(), args: "IP=" + address})
		assertCode(t, err, code)
	}
}

func TestAddsAtTheSameTime(t *testing.T) {
	h := newHost(t)
	spaces := make([]space, 8)
	for i := range spaces {
		spaces[i] = newSpace(t)
	}
	var calls sync.WaitGroup
	for i, inside := range spaces {
		calls.Go(func() {
			if _, err := h.call(t, call{command: "ADD", container: fmt.Sprint("c", i), netns: inside.path()}); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	if s, err := loadState(h.dir); err != nil || len(s.takenAddresses()) != len(spaces) {
		t.Errorf("%+v, %v", s, err)
	}
}

// A failed ADD leaves no link and takes no address.
func TestFailedAddLeavesNothing(t *testing.T) {
	h, inside := newHost(t), newSpace(t)
	inside.in(t, func() error {
		link := netlink.NewVeth(netlink.LinkAttrs{Name: "eth0", TxQLen: -1})
		link.PeerName = "other"
		return netlink.LinkAdd(link)
	})
	_, err := h.call(t, call{command: "ADD", container: "c1", netns: inside.path()})
	assertCode(t, err, codeWiring)
	h.assertGone(t, "c1")
	for _, path := range []string{"/none", os.DevNull, h.path()} {
		_, err = h.call(t, call{command: "ADD", container: "c1", netns: path})
		assertCode(t, err, 8)
	}
}
