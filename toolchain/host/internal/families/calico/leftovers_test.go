package calico

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"underlay.local/host/internal/namespace/fresh"
)

func TestARouteThatAnotherModeLeftDoesNotCount(t *testing.T) {
	fresh.Enter(t)
	must(t, netlink.LinkAdd(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "eth0"}, PeerName: "eth1"}))
	device, err := netlink.LinkByName("eth0")
	must(t, err)
	must(t, netlink.LinkSetUp(device))
	address, err := netlink.ParseAddr("192.0.2.1/24")
	must(t, err)
	must(t, netlink.AddrAdd(device, address))
	block := []netip.Addr{netip.MustParseAddr("10.244.2.0")}
	said := func() string {
		if err := routed(block, ofBird); err != nil {
			return err.Error()
		}
		return "routed"
	}
	if got := said(); got != "no route to 10.244.2.0 yet" {
		t.Error(got)
	}
	_, to, err := net.ParseCIDR("10.244.2.0/26")
	must(t, err)
	route := netlink.Route{Dst: to, Gw: net.ParseIP("192.0.2.2"), Protocol: unix.RTPROT_BIRD}
	must(t, netlink.RouteReplace(&route))
	if got := said(); !strings.Contains(got, "10.244.2.0 is still that of the mode before") {
		t.Error(got)
	}
	route.Protocol = felix
	must(t, netlink.RouteReplace(&route))
	if got := said(); got != "routed" {
		t.Error(got)
	}
}

func TestATunnelGoesAWhileAfterTheLastRouteThatAnotherModeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var routeGone, deviceGone time.Duration
		untilDone(t.Context(), func(bool) (int, error) {
			if time.Since(began) < 25*time.Second {
				return 1, nil
			}
			if routeGone == 0 {
				routeGone = time.Since(began)
			}
			return 0, nil
		}, func() error {
			deviceGone = time.Since(began)
			return nil
		})
		if routeGone == 0 || deviceGone-routeGone < settling {
			t.Errorf("the route goes after %v, the tunnel after %v", routeGone, deviceGone)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
