package flannel

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"

	"github.com/vishvananda/netlink"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/links"
)

// prepareVTEP makes the device of the vxlan backend before flanneld does, which takes over one that is as it wants it: flanneld
// would draw a MAC address by lot at every start of the host, and the others would keep the old ones' FDB entries. (Kernel and
// flannel compare VNI, source, port and underlying device; flannel, pkg/backend/vxlan/device.go.)
func prepareVTEP(host config.Host) error {
	var configuration struct {
		Backend struct {
			Type string
			VNI  int
			Port int
		}
	}
	text, err := os.ReadFile(networkFile)
	if err == nil {
		err = json.Unmarshal(text, &configuration)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", networkFile, err)
	}
	backend := configuration.Backend
	if backend.Type != "vxlan" {
		return nil
	}
	// flanneld is told to use the first one, and registers its address.
	address := host.Interfaces[0].Address
	underlying, err := links.DeviceOf(address)
	if err != nil {
		return err
	}
	device := &netlink.Vxlan{
		LinkAttrs: netlink.LinkAttrs{
			Name: fmt.Sprintf("flannel.%d", backend.VNI), HardwareAddr: macOf(address), MTU: host.Cni.MTU,
		},
		VxlanId: backend.VNI, VtepDevIndex: underlying.Attrs().Index, SrcAddr: address.AsSlice(), Port: backend.Port,
	}
	if err := netlink.LinkAdd(device); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s cannot be made: %w", device.Name, err)
	}
	return nil
}

// macOf a host's VTEP: flannel's own prefix, then the underlay's address.
func macOf(address netip.Addr) net.HardwareAddr {
	bytes := address.As4()
	return append(net.HardwareAddr{0x0e, 0x2a}, bytes[:]...)
}
