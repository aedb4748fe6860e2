package main

import (
	"github.com/containernetworking/cni/pkg/skel"
)

// del disconnects a container. It succeeds however little is left of it: a container that was never connected, or whose
// network namespace is gone (https://github.com/containernetworking/cni/blob/spec-v1.0.0/SPEC.md#del-remove-container-from-network-or-un-apply-modifications).
func del(args *skel.CmdArgs) error {
	c, err := parseConfig(args.StdinData)
	if err != nil {
		return err
	}
	host, err := hostHandle()
	if err != nil {
		return err
	}
	defer host.Close()
	return lockedState(c.StateDir, func(s *state) error {
		at, found := s.find(args.ContainerID)
		if found && s.Workloads[at].Interface != args.IfName {
			// Another attachment than the one that this plugin made.
			return nil
		}
		if err := unwire(host, hostInterface(args.ContainerID)); err != nil {
			return err
		}
		if !found {
			return nil
		}
		s.remove(args.ContainerID)
		return s.save(c.StateDir)
	})
}
