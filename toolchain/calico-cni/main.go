// A CNI plugin that connects workloads as Calico does, for hosts whose routes BIRD exchanges: see README.md.
package main

import (
	"runtime"

	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/version"
)

// A network namespace belongs to a thread: the commands stay on the one that the program started with.
func init() { runtime.LockOSThread() }

func main() {
	commands := skel.CNIFuncs{Add: add, Check: check, Del: del}
	skel.PluginMainFuncs(commands, version.PluginSupports("1.0.0"), "calico-cni: a CNI plugin with Calico's workload wiring and address blocks")
}
