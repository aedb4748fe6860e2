// Package vethpairs joins the workloads of one host by a veth pair between any two of them, without a bridge. Each end has its
// workload's address, with the other's as its peer (ip-address(8)).
package vethpairs

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/family"
	"underlay.local/host/internal/links"
)

type vethPairs struct {
	family.Unattached
	mtu int
}

// Of a host.
func Of(host config.Host) family.Family { return vethPairs{mtu: host.Cni.MTU} }

func (vethPairs) Cni(context.Context) (string, error) {
	return "veth pairs come with the workloads", nil
}

// Overlay passes when every workload answers every other through the pair between the two.
func (vethPairs) Overlay(ctx context.Context, running []family.Workload, asks family.Asks) (string, error) {
	for _, w := range running {
		silent, err := asks(ctx, family.From{Pid: w.Pid}, others(running, w))
		if err != nil {
			return "", err
		}
		if len(silent) > 0 {
			return "", fmt.Errorf("%s gets no answer from %s", w.Name, links.Join(silent))
		}
	}
	return "every workload answers every other", nil
}

func others(running []family.Workload, w family.Workload) []netip.Addr {
	var addresses []netip.Addr
	for _, other := range running {
		if other.Name != w.Name {
			addresses = append(addresses, other.Address)
		}
	}
	return addresses
}

// Choose the address after the highest one.
func (vethPairs) Choose(others []family.Workload) (netip.Addr, error) {
	var highest netip.Addr
	for _, other := range others {
		if highest.Less(other.Address) {
			highest = other.Address
		}
	}
	if !highest.IsValid() {
		return highest, fmt.Errorf("no workload of this host has an address that another could follow: declare one in the lab's file")
	}
	next := highest.Next()
	if bytes := next.As4(); bytes[3] == 0 || bytes[3] == 255 {
		return next, fmt.Errorf("no address is left after %s", highest)
	}
	return next, nil
}

// Attach makes the pairs between a workload and all others, where they are not in place already.
func (v vethPairs) Attach(_ context.Context, w family.Workload, running []family.Workload) error {
	for _, other := range running {
		if other.Name == w.Name || !other.Address.IsValid() {
			continue
		}
		if err := v.pair(w, other); err != nil {
			return fmt.Errorf("no veth pair between %s and %s: %w", w.Name, other.Name, err)
		}
	}
	return nil
}

func (v vethPairs) pair(a, b family.Workload) error {
	one, err := enter(a)
	if err != nil {
		return err
	}
	defer one.close()
	if there, err := one.leadsTo(b.Address); there || err != nil {
		return err
	}
	two, err := enter(b)
	if err != nil {
		return err
	}
	defer two.close()
	// The kernel makes each end in its namespace at once, so nothing is left in the host's where a step fails.
	made := &netlink.Veth{
		LinkAttrs: netlink.LinkAttrs{Name: one.next, MTU: v.mtu, Namespace: netlink.NsFd(one.namespace)},
		PeerName:  two.next, PeerMTU: uint32(v.mtu), PeerNamespace: netlink.NsFd(two.namespace),
	}
	if err := netlink.LinkAdd(made); err != nil {
		return err
	}
	err = one.address(a.Address, b.Address)
	if err == nil {
		err = two.address(b.Address, a.Address)
	}
	if err != nil {
		// Either end takes the other with it.
		if link, gone := one.handle.LinkByName(one.next); gone == nil {
			_ = one.handle.LinkDel(link)
		}
	}
	return err
}

// inside is a workload's network namespace.
type inside struct {
	namespace netns.NsHandle
	handle    *netlink.Handle
	// next is the name of the next device.
	next string
}

func enter(w family.Workload) (inside, error) {
	namespace, err := netns.GetFromPid(w.Pid)
	if err != nil {
		return inside{}, fmt.Errorf("%s does not run: %w", w.Name, err)
	}
	handle, err := netlink.NewHandleAt(namespace)
	if err != nil {
		namespace.Close()
		return inside{}, err
	}
	found := inside{namespace, handle, ""}
	all, err := handle.LinkList()
	if err != nil {
		found.close()
		return inside{}, err
	}
	taken := map[string]bool{}
	for _, link := range all {
		taken[link.Attrs().Name] = true
	}
	for number := 0; found.next == ""; number++ {
		if name := fmt.Sprintf("eth%d", number); !taken[name] {
			found.next = name
		}
	}
	return found, nil
}

func (i inside) close() {
	i.handle.Close()
	i.namespace.Close()
}

func (i inside) leadsTo(address netip.Addr) (bool, error) {
	routes, err := i.handle.RouteListFiltered(netlink.FAMILY_V4, &netlink.Route{Dst: links.Host(address)}, netlink.RT_FILTER_DST)
	return len(routes) > 0, err
}

func (i inside) address(own, peer netip.Addr) error {
	link, err := i.handle.LinkByName(i.next)
	if err != nil {
		return err
	}
	address := &netlink.Addr{IPNet: links.Host(own), Peer: links.Host(peer)}
	if err := i.handle.AddrAdd(link, address); err != nil {
		return err
	}
	return i.handle.LinkSetUp(link)
}
