package calico

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"

	"github.com/vishvananda/netlink"

	"underlay.local/host/internal/files"
	"underlay.local/host/internal/links"
)

const (
	tunnelFile      = "/etc/underlay/calico/tunnel.json"
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

// makeTunnel makes the device. Done twice it does no harm.
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
	return netlink.AddrReplace(link, &netlink.Addr{IPNet: links.Host(wanted.Address)})
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
	// Nothing is learned: the agent knows where every VTEP is.
	return netlink.LinkAdd(&netlink.Vxlan{
		LinkAttrs: netlink.LinkAttrs{Name: wanted.Device, HardwareAddr: mac},
		VxlanId:   wanted.VNI, VtepDevIndex: underlying.Attrs().Index, SrcAddr: wanted.Local.AsSlice(), Port: wanted.Port,
	})
}

// firstBlocks makes the file of the host's own blocks, one `route B blackhole;` a line. The CNI plugin writes it once a block is
// claimed; before that it has what the host owns from the start.
func firstBlocks() error {
	if _, err := os.Stat(blocksFile); err == nil {
		return nil
	}
	text, err := os.ReadFile(firstBlocksFile)
	if err != nil {
		return err
	}
	return files.Replace(blocksFile, text, 0o644)
}

// PrepareBlocks is `underlay-host calico-blocks`: BIRD wants the file of the host's blocks to exist.
func PrepareBlocks([]string) error { return firstBlocks() }
