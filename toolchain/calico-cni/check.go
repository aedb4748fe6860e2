package main

import (
	"fmt"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/vishvananda/netlink"
)

// findings collects what differs, so that one CHECK tells all of it.
type findings struct{ list []string }

func (f *findings) add(format string, values ...any) {
	f.list = append(f.list, fmt.Sprintf(format, values...))
}

func (f *findings) unless(fine bool, format string, values ...any) {
	if !fine {
		f.add(format, values...)
	}
}

// check compares a container's connection with the state, with prevResult (when there is one) and with what ADD makes.
func check(args *skel.CmdArgs) error {
	c, err := parseConfig(args.StdinData)
	if err != nil {
		return err
	}
	spaces, err := openNamespaces(args.Netns)
	if err != nil {
		return err
	}
	defer spaces.close()
	return lockedState(c.StateDir, func(s *state) error {
		found := &findings{}
		if at, known := s.find(args.ContainerID); !known {
			found.add("the state in %s does not know it", c.StateDir)
		} else if err := found.connection(spaces, c, s.Workloads[at], args.IfName); err != nil {
			return err
		}
		if len(found.list) > 0 {
			return differences(args.ContainerID, found.list)
		}
		return nil
	})
}

func (f *findings) connection(spaces *namespaces, c *config, w workload, ifName string) error {
	f.unless(w.Interface == ifName, "CNI_IFNAME is %s, but ADD made %s", ifName, w.Interface)
	f.unless(w.MAC != "", "ADD did not finish")
	if c.PrevResult != nil {
		found, err := differencesFrom(c.PrevResult, w)
		if err != nil {
			return err
		}
		f.list = append(f.list, found...)
	}
	inside := f.containerEnd(spaces.container, w, c.MTU)
	outside := f.hostEnd(spaces.host, w, c.MTU)
	if inside != nil && outside != nil {
		f.unless(arePeers(inside, outside), "%s and %s are not the two ends of one link", w.HostInterface, w.Interface)
	}
	f.unless(answersForGateway(spaces.host), "the host has no route to %s, so it does not answer ARP for it", gateway)
	return nil
}

// arePeers tells whether each end names the other: a veth's "parent" is its peer, by its index over there.
func arePeers(inside, outside netlink.Link) bool {
	return inside.Attrs().ParentIndex == outside.Attrs().Index && outside.Attrs().ParentIndex == inside.Attrs().Index
}
