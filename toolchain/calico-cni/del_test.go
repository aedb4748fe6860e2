package main

import (
	"testing"

	"github.com/containernetworking/plugins/pkg/ns"
	"github.com/vishvananda/netlink"
)

// assertGone fails if anything is left of a container: its link, its route or its address.
func (h *host) assertGone(t *testing.T, container string) {
	t.Helper()
	s, err := loadState(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	if at, found := s.find(container); found {
		t.Errorf("the state still has %+v", s.Workloads[at])
	}
	h.in(t, func() error {
		if _, err := netlink.LinkByName(hostInterface(container)); !isGone(err) {
			t.Errorf("%s is still there: %v", hostInterface(container), err)
		}
		return nil
	})
}

func TestDelTwice(t *testing.T) {
	h := newHost(t)
	inside, _, _ := h.add(t, "c1")
	for range 2 {
		if output, err := h.call(t, call{command: "DEL", container: "c1", netns: inside.path()}); err != nil || len(output) > 0 {
			t.Errorf("%s, %v", output, err)
		}
		h.assertGone(t, "c1")
	}
	if got := routesIn(t, inside); got != "" {
		t.Errorf("routes of the workload:\n%s", got)
	}
	if _, result, _ := h.add(t, "c2"); result.IPs[0].Address.String() != "10.244.1.0/32" {
		t.Errorf("the address was not freed: %v", result)
	}
}

func TestDelWithoutTheNamespace(t *testing.T) {
	h := newHost(t)
	for container, netns := range map[string]string{"c1": "", "c2": "/none", "c3": "its own"} {
		gone, err := ns.TempNetNS()
		if err != nil {
			t.Fatal(err)
		}
		path := space{gone}.path()
		if _, err := h.call(t, call{command: "ADD", container: container, netns: path}); err != nil {
			t.Fatal(err)
		}
		gone.Close()
		if netns == "its own" {
			netns = path
		}
		if _, err := h.call(t, call{command: "DEL", container: container, netns: netns}); err != nil {
			t.Error(err)
		}
		h.assertGone(t, container)
	}
}

func TestDelOfAStranger(t *testing.T) {
	h := newHost(t)
	h.add(t, "c1")
	if _, err := h.call(t, call{command: "DEL", container: "c2"}); err != nil {
		t.Error(err)
	}
	if s, err := loadState(h.dir); err != nil || len(s.Workloads) != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}
