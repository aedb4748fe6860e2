package main

import (
	"fmt"

	"github.com/containernetworking/cni/pkg/types"
	"github.com/containernetworking/plugins/pkg/netlinksafe"
	"github.com/containernetworking/plugins/pkg/ns"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// namespaces are the two that a workload's link joins, each with a netlink socket in it: nothing has to switch between
// them. This program runs in the host's. A handle must be opened for NETLINK_ROUTE: without it the library quietly opens
// a socket in the namespace it happens to be in.
type namespaces struct {
	host, container netlinksafe.Handle
	// file of the container's, for the kernel to put the veth's end in.
	file ns.NetNS
}

func openNamespaces(path string) (*namespaces, error) {
	file, err := ns.GetNS(path)
	if err != nil {
		return nil, types.NewError(types.ErrInvalidNetNS, fmt.Sprintf("CNI_NETNS %q is no network namespace", path), err.Error())
	}
	n := &namespaces{file: file}
	if err := n.connect(); err != nil {
		n.close()
		return nil, err
	}
	return n, nil
}

func (n *namespaces) connect() error {
	own, err := ns.GetCurrentNS()
	if err != nil {
		return wiringProblem("open the host's network namespace", err)
	}
	defer own.Close()
	if netns.NsHandle(own.Fd()).Equal(netns.NsHandle(n.file.Fd())) {
		return types.NewError(types.ErrInvalidNetNS, "CNI_NETNS is the namespace that the plugin runs in", "It must be the container's own.")
	}
	if n.host, err = hostHandle(); err != nil {
		return err
	}
	if n.container, err = netlinksafe.NewHandleAt(netns.NsHandle(n.file.Fd()), unix.NETLINK_ROUTE); err != nil {
		return wiringProblem("open netlink in "+n.file.Path(), err)
	}
	return nil
}

func hostHandle() (netlinksafe.Handle, error) {
	handle, err := netlinksafe.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return handle, wiringProblem("open netlink on the host", err)
	}
	return handle, nil
}

func (n *namespaces) close() {
	for _, handle := range []netlinksafe.Handle{n.host, n.container} {
		if handle.Handle != nil {
			handle.Close()
		}
	}
	n.file.Close()
}
