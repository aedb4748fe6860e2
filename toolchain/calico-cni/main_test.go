package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"

	"github.com/containernetworking/cni/pkg/types"
	types100 "github.com/containernetworking/cni/pkg/types/100"
	"github.com/containernetworking/plugins/pkg/ns"
	"github.com/vishvananda/netlink"
)

// With this variable the test program is the plugin: the tests call it as a container runtime does.
const asPlugin = "CALICO_CNI_AS_PLUGIN"

func TestMain(m *testing.M) {
	if os.Getenv(asPlugin) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// space is a network namespace that goes with the test. It has no name: its path is this program's open file.
type space struct{ ns.NetNS }

func newSpace(t *testing.T) space {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("network namespaces need root")
	}
	made, err := ns.TempNetNS()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	return space{made}
}

func (s space) path() string { return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), s.Fd()) }

// in runs a test's step in the namespace; nothing else of the machine's is touched.
func (s space) in(t *testing.T, step func() error) {
	t.Helper()
	if err := s.Do(func(ns.NetNS) error { return step() }); err != nil {
		t.Fatal(err)
	}
}

// host is a stand-in for a lab's host: a namespace with an uplink and, like every Calico host, a default route.
type host struct {
	space
	dir, blocks string
}

func newHost(t *testing.T) *host {
	t.Helper()
	h, segment := &host{space: newSpace(t), dir: t.TempDir(), blocks: `["10.244.1.0/26","10.244.1.64/26"]`}, newSpace(t)
	h.in(t, func() error {
		link := netlink.NewVeth(netlink.LinkAttrs{Name: "eth0", TxQLen: -1})
		link.PeerName, link.PeerNamespace = "port", netlink.NsFd(segment.Fd())
		if err := netlink.LinkAdd(link); err != nil {
			return err
		}
		address := &net.IPNet{IP: net.IPv4(192, 0, 2, 1), Mask: net.CIDRMask(24, 32)}
		return errors.Join(netlink.AddrAdd(link, &netlink.Addr{IPNet: address}), netlink.LinkSetUp(link),
			netlink.RouteAdd(&netlink.Route{Dst: ipNet(everywhere), Gw: net.IPv4(192, 0, 2, 254)}))
	})
	return h
}

// call is one run of the plugin.
type call struct {
	command, container, netns, args string
	previous                        []byte
}

func (h *host) call(t *testing.T, c call) ([]byte, error) {
	t.Helper()
	previous := ""
	if c.previous != nil {
		previous = `,"prevResult":` + string(c.previous)
	}
	command := exec.Command("/proc/self/exe")
	command.Stdin = bytes.NewBufferString(`{"cniVersion":"1.0.0","name":"calico","type":"calico-cni","mtu":1480,"blocks":` + h.blocks + `,"stateDir":"` + h.dir + `"` + previous + `}`)
	command.Env = []string{asPlugin + "=1", "PATH=" + os.Getenv("PATH"), "CNI_PATH=/none", "CNI_IFNAME=eth0", "CNI_COMMAND=" + c.command,
		"CNI_CONTAINERID=" + c.container, "CNI_NETNS=" + c.netns, "CNI_ARGS=" + c.args}
	var output, log bytes.Buffer
	command.Stdout, command.Stderr = &output, &log
	var ended error
	h.in(t, func() error { ended = command.Run(); return nil })
	if ended == nil {
		if log.Len() > 0 {
			t.Log(log.String())
		}
		return output.Bytes(), nil
	}
	failure := &types.Error{}
	if err := json.Unmarshal(output.Bytes(), failure); err != nil {
		t.Fatalf("%v, output %q, log %q", ended, &output, &log)
	}
	return nil, failure
}

// add connects a new namespace and returns it with the plugin's answer.
func (h *host) add(t *testing.T, container string) (space, *types100.Result, []byte) {
	t.Helper()
	inside := newSpace(t)
	output, err := h.call(t, call{command: "ADD", container: container, netns: inside.path()})
	if err != nil {
		t.Fatal(err)
	}
	result, err := types100.NewResult(output)
	if err != nil {
		t.Fatal(err)
	}
	return inside, result.(*types100.Result), output
}
