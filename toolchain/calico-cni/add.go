package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"
)

// add connects a container and prints what it got. Calls take turns, from the first look at the state to the last route.
func add(args *skel.CmdArgs) error {
	c, err := parseConfig(args.StdinData)
	if err != nil {
		return err
	}
	asked, err := parseArguments(args.Args)
	if err != nil {
		return err
	}
	spaces, err := openNamespaces(args.Netns)
	if err != nil {
		return err
	}
	defer spaces.close()
	w := &workload{Container: args.ContainerID, Interface: args.IfName, HostInterface: hostInterface(args.ContainerID)}
	err = lockedState(c.StateDir, func(s *state) error {
		if at, found := s.find(w.Container); found {
			return containerExists(s.Workloads[at])
		}
		if w.Address, err = s.assign(c, asked.IP); err != nil {
			return err
		}
		if err := announce(context.Background(), c, s.announced(c.Blocks)); err != nil {
			return err
		}
		return connect(spaces, c, s, w)
	})
	if err != nil {
		return err
	}
	if !answersForGateway(spaces.host) {
		fmt.Fprintf(os.Stderr, "calico-cni: the host has no route to %s, so its workloads get no answer from that next hop; a default route will do\n", gateway)
	}
	return types.PrintResult(resultOf(*w, args.Netns), c.CNIVersion)
}

// connect notes the address before it makes the link, so that DEL finds both even if this call is cut short. A failure
// takes both back; only a claimed block stays.
func connect(spaces *namespaces, c *config, s *state, w *workload) error {
	s.Workloads = append(s.Workloads, *w)
	if err := s.save(c.StateDir); err != nil {
		return err
	}
	err := spaces.wire(w, c.MTU)
	if err == nil {
		s.Workloads[len(s.Workloads)-1] = *w
		err = s.save(c.StateDir)
	}
	if err == nil {
		return nil
	}
	undo := unwire(spaces.host, w.HostInterface)
	s.remove(w.Container)
	return errors.Join(err, undo, s.save(c.StateDir))
}
