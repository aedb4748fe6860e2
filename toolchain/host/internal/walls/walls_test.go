package walls

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/vishvananda/netlink"

	"underlay.local/host/internal/namespace/fresh"
)

// An address of the machine on a link that is no segment's: what nobody in a lab may reach.
const machine = "192.0.2.2"

// groups of IEEE 802.1D (table 8-1), which a bridge takes for the machine itself. (…:00 and …:01 it handles alone.)
var groups = []string{"01:80:c2:00:00:02", "01:80:c2:00:00:03", "01:80:c2:00:00:0e", "01:80:c2:00:00:0f"}

func TestNothingReachesTheMachineFromASegment(t *testing.T) {
	bridge := segment(t)
	heard := listen(t)
	targets := append([]string{bridge.HardwareAddr.String(), "ff:ff:ff:ff:ff:ff"}, groups...)
	for _, tagged := range []bool{false, true} {
		for _, target := range targets {
			if send(t, target, tagged); !heard() {
				t.Fatalf("without walls a frame to %s (priority tag: %t) does not reach the machine: this test shows nothing", target, tagged)
			}
		}
	}
	wall, err := raise([]string{bridge.Name})
	if err != nil {
		t.Fatal(err)
	}
	for _, tagged := range []bool{false, true} {
		for _, target := range targets {
			if send(t, target, tagged); heard() {
				t.Errorf("a frame to %s (priority tag: %t) reaches the machine", target, tagged)
			}
		}
	}
	wall.fall()
	for tries := 0; ; tries++ {
		if send(t, targets[0], false); heard() {
			break
		}
		if tries == 20 {
			t.Fatal("the wall stays when its process has gone")
		}
	}
}

func TestAWallStandsForWhoeverHoldsItsSocket(t *testing.T) {
	bridge := segment(t)
	heard := listen(t)
	wall, err := raise([]string{bridge.Name})
	must(t, err)
	heir := exec.Command("sleep", "60")
	must(t, heir.Start())
	wall.fall()
	if send(t, bridge.HardwareAddr.String(), false); heard() {
		t.Error("a frame reaches the machine")
	}
	must(t, heir.Process.Kill())
	_ = heir.Wait()
	if send(t, bridge.HardwareAddr.String(), false); !heard() {
		t.Error("the wall stays when nobody holds its socket")
	}
}

func TestWallsOfTwoLabsStandBesideEachOther(t *testing.T) {
	first := segment(t)
	second := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: "br-second"}}
	must(t, netlink.LinkAdd(second))
	for _, bridge := range []string{first.Name, second.Name} {
		wall, err := raise([]string{bridge})
		if err != nil {
			t.Fatalf("%s: %v", bridge, err)
		}
		defer wall.fall()
	}
}

// segment makes a machine and a host in network namespaces of their own, joined by a bridge, and returns the bridge. The test
// goes on in the machine; the host's end is there as well, as link "host": frames that are sent there come in by the bridge's port.
func segment(t *testing.T) *netlink.LinkAttrs {
	t.Helper()
	fresh.Enter(t)
	must(t, netlink.LinkAdd(&netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: "br-first"}}))
	must(t, netlink.LinkAdd(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "port"}, PeerName: "host"}))
	must(t, netlink.LinkAdd(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "uplink"}, PeerName: "router"}))
	for _, name := range []string{"lo", "br-first", "port", "host", "uplink", "router"} {
		must(t, netlink.LinkSetUp(link(t, name)))
		_ = os.WriteFile(fmt.Sprintf("/proc/sys/net/ipv4/conf/%s/rp_filter", name), []byte("0"), 0o644)
	}
	must(t, os.WriteFile("/proc/sys/net/ipv4/conf/all/rp_filter", []byte("0"), 0o644))
	must(t, netlink.LinkSetMaster(link(t, "port"), link(t, "br-first")))
	address, err := netlink.ParseAddr(machine + "/24")
	must(t, err)
	must(t, netlink.AddrAdd(link(t, "uplink"), address))
	// A bridge forwards once its port has a carrier.
	for end := time.Now().Add(5 * time.Second); link(t, "br-first").Attrs().OperState != netlink.OperUp && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	return link(t, "br-first").Attrs()
}

// listen at the machine's address; the function that it returns tells whether something has come, and forgets it.
func listen(t *testing.T) func() bool {
	t.Helper()
	conn, err := net.ListenPacket("udp4", machine+":9999")
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return func() bool {
		must(t, conn.SetReadDeadline(time.Now().Add(100*time.Millisecond)))
		_, _, err := conn.ReadFrom(make([]byte, 100))
		return err == nil
	}
}

// send a UDP packet for the machine's address in a frame to a MAC address, as a root in the host can.
func send(t *testing.T, target string, tagged bool) {
	t.Helper()
	to, err := net.ParseMAC(target)
	must(t, err)
	from := link(t, "host").Attrs()
	tag := []byte{}
	if tagged {
		tag = []byte{0x81, 0x00, 0x00, 0x00}
	}
	frame := slices.Concat(to, from.HardwareAddr, tag, []byte{0x08, 0x00}, packet())
	socket, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW, 0)
	must(t, err)
	defer func() { _ = syscall.Close(socket) }()
	must(t, syscall.Sendto(socket, frame, 0, &syscall.SockaddrLinklayer{Ifindex: from.Index}))
}

func packet() []byte {
	header := []byte{0x45, 0, 0, 28, 0, 1, 0, 0, 64, syscall.IPPROTO_UDP, 0, 0, 10, 9, 0, 2, 192, 0, 2, 2}
	sum := uint32(0)
	for index := 0; index < len(header); index += 2 {
		sum += uint32(binary.BigEndian.Uint16(header[index:]))
	}
	binary.BigEndian.PutUint16(header[10:], ^uint16(sum>>16+sum&0xffff))
	return append(header, 0x03, 0xe8, 0x27, 0x0f, 0, 8, 0, 0)
}

func link(t *testing.T, name string) netlink.Link {
	t.Helper()
	found, err := netlink.LinkByName(name)
	must(t, err)
	return found
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
