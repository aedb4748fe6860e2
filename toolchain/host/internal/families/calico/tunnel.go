package calico

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"

	"underlay.local/host/internal/files"
	"underlay.local/host/internal/links"
)

const tunnelFile = "/etc/underlay/calico/tunnel.json"

var (
	firstBlocksFile = "/etc/underlay/calico/first-blocks.conf"
	blocksFile      = "/var/lib/underlay/calico/blocks.conf"
)

// tunnel is the host's own end, tunl0 (IP in IP) or vxlan.calico.
type tunnel struct {
	Device  string
	Address netip.Addr
	// Local is the underlay address that outer packets come from.
	Local netip.Addr
	MTU   int
	// MAC, VNI and Port of a VTEP.
	MAC       string
	VNI, Port int
	// CrossSubnet uses the tunnel to nodes of other subnets only.
	CrossSubnet bool
}

// loadTunnel tells of the tunnel that the mode asks for; false where it asks for none.
func loadTunnel() (tunnel, bool, error) {
	var wanted tunnel
	text, err := os.ReadFile(tunnelFile)
	if errors.Is(err, fs.ErrNotExist) {
		return wanted, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &wanted)
	}
	if err != nil {
		return wanted, true, fmt.Errorf("%s cannot be read: %w", tunnelFile, err)
	}
	return wanted, true, nil
}

// makeTunnel makes the device, with one address. Done twice it does no harm.
func makeTunnel(wanted tunnel) error {
	link, err := netlink.LinkByName(wanted.Device)
	if err != nil {
		if err := addDevice(wanted); err != nil {
			return fmt.Errorf("%s cannot be made: %w", wanted.Device, err)
		}
		if link, err = netlink.LinkByName(wanted.Device); err != nil {
			return err
		}
	}
	if err := netlink.LinkSetMTU(link, wanted.MTU); err != nil {
		return fmt.Errorf("%s does not take the MTU %d: %w", wanted.Device, wanted.MTU, err)
	}
	if err := netlink.LinkSetUp(link); err != nil {
		return err
	}
	address := &netlink.Addr{IPNet: links.Host(wanted.Address)}
	if err := netlink.AddrReplace(link, address); err != nil {
		return err
	}
	return dropAddresses(link, address)
}

// dropAddresses of a device, but for one; nil keeps none.
func dropAddresses(link netlink.Link, kept *netlink.Addr) error {
	all, err := netlink.AddrList(link, netlink.FAMILY_V4)
	for i := range all {
		if kept != nil && all[i].Equal(*kept) {
			continue
		}
		if err := netlink.AddrDel(link, &all[i]); err != nil {
			return err
		}
	}
	return err
}

func addDevice(wanted tunnel) error {
	if wanted.MAC == "" {
		// The kernel's ipip module brings this device with it; asking for one loads the module.
		err := netlink.LinkAdd(&netlink.Iptun{LinkAttrs: netlink.LinkAttrs{Name: wanted.Device}})
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		return nil
	}
	mac, err := net.ParseMAC(wanted.MAC)
	if err != nil {
		return err
	}
	underlying, err := links.DeviceOf(wanted.Local)
	if err != nil {
		return err
	}
	// Without learning from packets: the agent writes the entry of every VTEP.
	return netlink.LinkAdd(&netlink.Vxlan{
		LinkAttrs: netlink.LinkAttrs{Name: wanted.Device, HardwareAddr: mac},
		VxlanId:   wanted.VNI, VtepDevIndex: underlying.Attrs().Index, SrcAddr: wanted.Local.AsSlice(), Port: wanted.Port,
	})
}

// firstBlocks makes the file of the host's own blocks, one `route B blackhole;` a line. The CNI plugin writes it once a block is
// claimed; what the host owns from the start is always in it, and what it may claim no more, as when the pool was divided otherwise, is not:
// another host may have that by now.
func firstBlocks() error {
	first, err := os.ReadFile(firstBlocksFile)
	if err != nil {
		return err
	}
	has, err := os.ReadFile(blocksFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	mayHave, problem := networkBlocks()
	if problem != nil {
		return problem
	}
	text := ""
	for _, block := range append(blackholes(string(has)), blackholes(string(first))...) {
		line := "route " + block.String() + " blackhole;\n"
		if slices.Contains(mayHave, block) && !strings.Contains(text, line) {
			text += line
		}
	}
	if err == nil && text == string(has) {
		return nil
	}
	return files.Replace(blocksFile, []byte(text), 0o644)
}

// networkBlocks are those that the CNI plugin may claim on this host.
func networkBlocks() ([]netip.Prefix, error) {
	text, err := os.ReadFile(networkFile)
	if err != nil {
		return nil, err
	}
	var network struct{ Blocks []netip.Prefix }
	if err := json.Unmarshal(text, &network); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", networkFile, err)
	}
	return network.Blocks, nil
}

// Prepare is `underlay-host calico-prepare`: what has to be there before BIRD or the agent does its work. That is the file of the
// host's blocks, which BIRD wants to exist, and the tunnel's device. Where the routes are BIRD's now, those of the agent step back.
func Prepare([]string) error {
	if err := firstBlocks(); err != nil {
		return err
	}
	wanted, found, err := loadTunnel()
	if err == nil && found {
		err = makeTunnel(wanted)
	}
	if err != nil || followsDatastore() {
		return err
	}
	return stepBack()
}
