package calico

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"

	"github.com/vishvananda/netlink"

	"underlay.local/host/internal/links"
)

const remoteBlocksFile = "/etc/underlay/calico/remote-blocks.json"

// remoteBlocks are the first addresses of the blocks that the lab's file leads to; there is no such file where the datastore tells.
func remoteBlocks() ([]netip.Addr, error) {
	var blocks []netip.Prefix
	var addresses []netip.Addr
	text, err := os.ReadFile(remoteBlocksFile)
	if err == nil {
		err = json.Unmarshal(text, &blocks)
	}
	for _, block := range blocks {
		addresses = append(addresses, block.Addr())
	}
	return addresses, err
}

// routed passes when a route of this mode leads to each of the addresses: one that another mode left goes as soon as the other end
// has changed as well. The longest prefix that leads there is the block; without one there is no route at all, as hosts have no
// default.
func routed(addresses []netip.Addr, leftover func(netlink.Route) bool) error {
	var missing, old []netip.Addr
	for _, address := range addresses {
		// The entry of the routing table, which tells whose it is.
		found, err := netlink.RouteGetWithOptions(address.AsSlice(), &netlink.RouteGetOptions{FIBMatch: true})
		switch {
		case err != nil || len(found) == 0:
			missing = append(missing, address)
		case leftover(found[0]):
			old = append(old, address)
		}
	}
	switch {
	case len(missing) > 0:
		return fmt.Errorf("no route to %s yet", links.Join(missing))
	case len(old) > 0:
		return fmt.Errorf("the route to %s is still that of the mode before", links.Join(old))
	}
	return nil
}
